package org.chama.itests.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What a killed node left of one file: its rows in the database, where the file lies, which of its batches are queued. */
public final class Remains {

    private final NodeProcess node;
    private final Sent sent;
    private final Arrival arrival;
    private final BitSet registry;

    /**
     * The claim row.
     *
     * @param ended whether it says that the file is where it belongs
     */
    public record Arrival(long number, String state, String node, int batches, boolean ended) {}

    private Remains(NodeProcess node, Sent sent, Arrival arrival, BitSet registry) {
        this.node = node;
        this.sent = sent;
        this.arrival = arrival;
        this.registry = registry;
    }

    /** Looks at the disk of a node that does not run. */
    public static Remains of(NodeProcess node, Base base, Sent sent) throws IOException, SQLException {
        return base.read(connection -> {
            Arrival arrival = arrival(connection, sent).orElseThrow();
            return new Remains(node, sent, arrival, registry(connection, arrival.number()));
        });
    }

    /** The row of a file's arrival, if it was claimed. */
    public static Optional<Arrival> arrival(Connection connection, Sent sent) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select number, state, node, batches, ended_at from chama.arrival where name = ?")) {
            select.setString(1, sent.name());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Arrival(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getObject(5) != null))
                        : Optional.empty();
            }
        }
    }

    /** The sequences the batch registry holds of an arrival. */
    public static BitSet registry(Connection connection, long arrival) throws SQLException {
        BitSet found = new BitSet();
        try (PreparedStatement select =
                connection.prepareStatement("select sequence from chama.batch where arrival = ?")) {
            select.setLong(1, arrival);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.set(row.getInt(1));
                }
            }
        }
        return found;
    }

    public Arrival arrival() {
        return arrival;
    }

    public BitSet registry() {
        return (BitSet) registry.clone();
    }

    /** The sequences that are committed to the queue and not acknowledged. */
    public BitSet queued() throws IOException {
        return Journal.queued(
                node.home().resolve("data/broker"),
                "chama.intake." + sent.sample().department(),
                arrival.number());
    }

    /** The sequences that were handed to the broker since the node was armed, in their order. */
    public List<Integer> handed() throws IOException {
        return node.handed().stream()
                .map(id -> Integer.valueOf(id.substring(id.indexOf(':') + 1)))
                .toList();
    }

    public boolean isDropped() {
        return Files.exists(folder("drop").resolve(sent.name()));
    }

    public boolean isTaken() {
        return Files.exists(takenFolder().resolve(sent.name()));
    }

    /** Whether the arrival's own folder below {@code taken/} is there. */
    public boolean hasTakenFolder() {
        return Files.exists(takenFolder());
    }

    public boolean isArchived() {
        return Files.exists(archived(node.home(), sent, arrival.number()));
    }

    public boolean isReported() {
        return Files.exists(report(node.home(), sent, arrival.number()));
    }

    /** Where a stored file ends. */
    public static Path archived(Path exchange, Sent sent, long arrival) {
        return exchange.resolve("archive")
                .resolve(sent.sample().department())
                .resolve(sent.sample().dataset())
                .resolve(arrival + "-" + sent.name());
    }

    /** The report beside it. */
    public static Path report(Path exchange, Sent sent, long arrival) {
        Path file = archived(exchange, sent, arrival);
        return file.resolveSibling(file.getFileName() + ".report.json");
    }

    private Path takenFolder() {
        return node.home().resolve("taken").resolve(Long.toString(arrival.number()));
    }

    private Path folder(String name) {
        return node.home()
                .resolve(name)
                .resolve(sent.sample().department())
                .resolve(sent.sample().dataset());
    }

    @Override
    public String toString() {
        return sent.name() + " " + arrival + " registry " + registry;
    }
}
