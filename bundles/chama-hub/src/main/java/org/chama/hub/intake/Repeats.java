package org.chama.hub.intake;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.chama.api.Refusal;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.Outcome;
import org.chama.hub.Progress;

/**
 * Tells files that came before. One after the other on all nodes, a claimed file either becomes one that is to be read, or is found
 * equal to one that did before: of equal files that come at once exactly one is read.
 */
final class Repeats {

    private static final int TRIES = 5;

    private final Database database;
    private final Folders folders;
    private final Steps steps;
    private final Progress progress;

    Repeats(Database database, Folders folders, Steps steps, Progress progress) {
        this.database = database;
        this.folders = folders;
        this.steps = steps;
        this.progress = progress;
    }

    /** What a look at the others says: they must be read first, or the outcome, which is none when the file is to be read. */
    private record Look(List<Arrival> unread, Optional<Outcome> outcome) {}

    /** Makes the arrival one that is to be read, or gives the outcome of one that is not. */
    Optional<Outcome> take(Arrival arrival, Dataset dataset) throws IOException {
        if (arrival.state() == ArrivalState.TAKEN) {
            // that was decided before a crash, or by a person
            boolean mine = database.write(connection -> Arrivals.taken(connection, arrival));
            return mine ? Optional.empty() : Optional.of(new Outcome.Elsewhere());
        }
        Map<Long, String> digests = new HashMap<>();
        for (Look look = look(arrival, dataset, digests); ; look = look(arrival, dataset, digests)) {
            if (look.unread().isEmpty()) {
                progress.ending().ring();
                return look.outcome();
            }
            for (Arrival unread : look.unread()) {
                digests.put(unread.number(), digest(unread));
            }
        }
    }

    private Look look(Arrival arrival, Dataset dataset, Map<Long, String> digests) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.write(connection -> look(connection, arrival, dataset, digests));
            } catch (DatabaseException e) {
                if (e.kind() != DatabaseException.Cause.CONFLICT || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Look look(Connection connection, Arrival arrival, Dataset dataset, Map<Long, String> digests)
            throws SQLException {
        Arrivals.lockSame(connection, arrival);
        List<Arrival> same = Arrivals.sameSize(connection, arrival);
        if (!same.isEmpty()) {
            List<Arrival> unread = Stream.concat(same.stream(), Stream.of(arrival))
                    .filter(file -> file.digest().isEmpty() && !digests.containsKey(file.number()))
                    .toList();
            if (!unread.isEmpty()) {
                return new Look(unread, Optional.empty());
            }
        }
        Optional<String> digest =
                Optional.ofNullable(digests.get(arrival.number())).filter(own -> !own.isEmpty());
        Optional<Arrival> equal = same.stream()
                .filter(other -> digest.isPresent()
                        && digest.get().equals(other.digest().isEmpty() ? digests.get(other.number()) : other.digest()))
                .findFirst();
        if (equal.isPresent()) {
            long of = equal.get().number();
            if (of == Arrivals.latest(connection, arrival)) {
                Refusal repeat = Refusal.of("repeat", "与到件 " + of + " 内容相同", "the same content as arrival " + of);
                return left(
                        steps.leave(connection, arrival, ArrivalState.REPEAT, repeat, 0, digest),
                        new Outcome.Repeat(arrival.number(), of));
            }
            if (dataset.writeMode() == WriteMode.APPEND) {
                Refusal held = Refusal.of(
                        "possible-repeat",
                        "与较早的到件 " + of + " 内容相同,等待人工决定",
                        "the same content as the earlier arrival " + of + ": waits for a person's decision");
                return left(
                        steps.leave(connection, arrival, ArrivalState.HELD, held, 0, digest),
                        new Outcome.Held(arrival.number(), of));
            }
        }
        return Arrivals.taken(connection, arrival)
                ? new Look(List.of(), Optional.empty())
                : new Look(List.of(), Optional.of(new Outcome.Elsewhere()));
    }

    private static Look left(boolean mine, Outcome outcome) {
        return new Look(List.of(), Optional.of(mine ? outcome : new Outcome.Elsewhere()));
    }

    /** The digest of a file that is being read: by another thread or node, or since before a crash; none when it is gone. */
    private String digest(Arrival file) throws IOException {
        Path taken = folders.taken(file.number(), file.name());
        try {
            return Sha256.of(taken);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
