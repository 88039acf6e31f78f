package org.chama.hub.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.chama.api.Refusal;
import org.chama.api.access.Role;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.Outcome;
import org.chama.api.ledger.Actor;
import org.chama.hub.Progress;
import org.chama.hub.Secrecy;

/** The steps of an arrival this node works on, each with its ledger line: claimed, queued, or left as it is. */
final class Steps {

    private final Database database;
    private final Records records;
    private final Progress progress;
    private final Secrecy secrecy;

    Steps(Database database, Records records, Progress progress, Secrecy secrecy) {
        this.database = database;
        this.records = records;
        this.progress = progress;
        this.secrecy = secrecy;
    }

    /**
     * Claims what is there: nothing when another has claimed it first, or when it is not there any more and the claim came too late.
     *
     * @param there asked when nobody else can claim it any more
     */
    Optional<Arrival> claim(Arrivals.Claim claim, BooleanSupplier there) {
        try {
            return Optional.of(database.write(connection -> {
                long number = Arrivals.insert(connection, claim);
                if (!there.getAsBoolean()) {
                    throw new TooLate();
                }
                records.step(
                        connection,
                        number,
                        claim.dataset(),
                        actor(claim.file(), claim.connector(), claim.department(), claim.source()),
                        "arrival-claimed",
                        Map.of("source", claim.source(), "bytes", claim.bytes()));
                return Arrivals.find(connection, number).orElseThrow();
            }));
        } catch (TooLate e) {
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Cause.CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every record of good form is queued. Returns whether the arrival was still this node's. */
    boolean queued(Arrival arrival, Queueing.Queued queued, String digest) {
        boolean moved = database.write(connection -> {
            if (!Arrivals.queued(connection, arrival, queued.counts(), digest, queued.broken())) {
                return false;
            }
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("records", queued.counts().records());
            detail.put("refused", queued.counts().refused());
            detail.put("batches", queued.counts().batches());
            detail.putAll(Records.reason(queued.broken()));
            records.step(connection, arrival.number(), arrival.dataset(), actor(arrival), "arrival-queued", detail);
            return true;
        });
        progress.ending().ring();
        return moved;
    }

    /** Ends an arrival that is not taken, unless another node has taken it over. */
    Outcome refuse(Arrival arrival, ArrivalState state, Refusal why, long refused, Optional<String> digest) {
        boolean left = database.write(connection -> leave(connection, arrival, state, why, refused, digest));
        progress.ending().ring();
        return left ? new Outcome.Refused(arrival.number(), why) : new Outcome.Elsewhere();
    }

    /** Ends this node's work on an arrival in the caller's transaction. Returns whether it was still this node's. */
    boolean leave(
            Connection connection, Arrival arrival, ArrivalState to, Refusal why, long refused, Optional<String> digest)
            throws SQLException {
        boolean left = Arrivals.leave(connection, arrival, to, digest, refused, why);
        if (left) {
            records.step(
                    connection,
                    arrival.number(),
                    arrival.dataset(),
                    actor(arrival),
                    "arrival-" + to.name().toLowerCase(Locale.ROOT),
                    Records.reason(Optional.of(why)));
            if (Secrecy.is(why)) {
                secrecy.alarm(connection, arrival.dataset(), arrival.department());
            }
        }
        return left;
    }

    private static Actor actor(Arrival arrival) {
        return actor(arrival.file(), arrival.connector(), arrival.department(), arrival.source());
    }

    /** The source of a call is {@code client/requestId}. */
    private static Actor actor(boolean file, String connector, String department, String source) {
        if (file) {
            return Actor.machine("connector:" + connector);
        }
        int slash = source.indexOf('/');
        return new Actor(
                "client:" + source.substring(0, slash),
                department,
                Role.SYSTEM.name(),
                connector,
                source.substring(slash + 1));
    }

    /** What was to be claimed is not there any more: the claim is undone. */
    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
