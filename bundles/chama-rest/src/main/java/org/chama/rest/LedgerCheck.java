package org.chama.rest;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chama.api.ledger.Ledger.Verification;

/** Reads the ledger again, one check at a time on this node, and remembers the last. Thread-safe. */
final class LedgerCheck {

    private State state = new State(Stage.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Where it stands. */
    enum Stage {
        /** None was asked for since this node started. */
        NONE,
        RUNNING,
        DONE,
        /** It could not be carried out. */
        FAILED
    }

    /** @param incident under which the log says why it failed */
    record State(
            Stage stage,
            Optional<OffsetDateTime> started,
            Optional<OffsetDateTime> ended,
            Optional<Verification> result,
            Optional<String> incident) {}

    synchronized State state() {
        return state;
    }

    /**
     * Begins a check unless one is running.
     *
     * @param done gets the result before it is shown
     */
    synchronized State start(Supplier<Verification> check, Consumer<Verification> done) {
        if (state.stage() != Stage.RUNNING) {
            state = new State(
                    Stage.RUNNING,
                    Optional.of(OffsetDateTime.now()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            Thread thread = new Thread(() -> run(check, done), "chama-ledger-check");
            thread.setDaemon(true);
            thread.start();
        }
        return state;
    }

    private void run(Supplier<Verification> check, Consumer<Verification> done) {
        try {
            Verification result = check.get();
            done.accept(result);
            end(Stage.DONE, Optional.of(result), Optional.empty());
        } catch (RuntimeException | Error e) {
            end(Stage.FAILED, Optional.empty(), Optional.of(Incident.log(e)));
        }
    }

    private synchronized void end(Stage stage, Optional<Verification> result, Optional<String> incident) {
        state = new State(stage, state.started(), Optional.of(OffsetDateTime.now()), result, incident);
    }
}
