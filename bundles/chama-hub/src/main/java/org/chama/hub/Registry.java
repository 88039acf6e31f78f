package org.chama.hub;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.batch.BatchId;
import org.chama.api.desk.BatchState;

/** The batch registry: what became of every batch. Its primary key is why a batch takes effect once. */
public final class Registry {

    private Registry() {}

    /**
     * A row of the registry.
     *
     * @param firstRecord and {@code lastRecord} positions of the batch's first and last record in its source
     * @param firstLine and {@code lastLine} lines of the source at which these begin; 0 where there are none
     */
    public record Entry(
            BatchId id,
            String dataset,
            int datasetNumber,
            int datasetVersion,
            String department,
            BatchState state,
            long firstRecord,
            long lastRecord,
            long firstLine,
            long lastLine,
            int rows,
            int stored,
            int repeats,
            int rejected,
            String checks,
            Optional<Refusal> reason,
            OffsetDateTime at) {}

    /** The sequences of an arrival the registry holds, in whatever state. */
    public static BitSet sequences(Connection connection, long arrival) throws SQLException {
        BitSet held = new BitSet();
        try (PreparedStatement select =
                connection.prepareStatement("select sequence from chama.batch where arrival = ?")) {
            select.setLong(1, arrival);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    held.set(rows.getInt(1));
                }
            }
        }
        return held;
    }

    /** How many batches of an arrival the registry holds. */
    public static int count(Connection connection, long arrival) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) from chama.batch where arrival = ?")) {
            select.setLong(1, arrival);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** The states of those of the batches the registry holds. */
    public static Map<BatchId, BatchState> states(Connection connection, Collection<BatchId> ids) throws SQLException {
        Map<BatchId, BatchState> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select state from chama.batch where arrival = ? and sequence = ?")) {
            for (BatchId id : ids) {
                select.setLong(1, id.arrival());
                select.setInt(2, id.sequence());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        found.put(id, BatchState.valueOf(row.getString(1)));
                    }
                }
            }
        }
        return found;
    }

    /** Adds a batch; fails with a unique violation when another transaction added it. */
    public static void insert(Connection connection, Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.batch (state, stored, repeats, rejected, checks, reason_code, reason_zh, reason_en, at, row_count,"
                        + " first_record, last_record, first_line, last_line, arrival, sequence, dataset, dataset_number, dataset_version, department)"
                        + " values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            outcome(insert, entry);
            insert.setString(17, entry.dataset());
            insert.setInt(18, entry.datasetNumber());
            insert.setInt(19, entry.datasetVersion());
            insert.setString(20, entry.department());
            insert.executeUpdate();
        }
    }

    /** Changes what became of a batch that waited or was to be replayed; fails as a conflict when another transaction did. */
    public static void update(Connection connection, Entry entry) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.batch set state = ?, stored = ?, repeats = ?, rejected = ?, checks = ?, reason_code = ?, reason_zh = ?,"
                        + " reason_en = ?, at = ?, row_count = ?, first_record = ?, last_record = ?, first_line = ?, last_line = ? where arrival = ? and sequence = ?"
                        + " and state = 'WAITING'")) {
            outcome(update, entry);
            if (update.executeUpdate() == 0) {
                throw new SQLException("batch " + entry.id() + " does not wait any more", "40001");
            }
        }
    }

    private static void outcome(PreparedStatement statement, Entry entry) throws SQLException {
        statement.setString(1, entry.state().name());
        statement.setInt(2, entry.stored());
        statement.setInt(3, entry.repeats());
        statement.setInt(4, entry.rejected());
        statement.setString(5, entry.checks());
        statement.setString(6, entry.reason().map(Refusal::code).orElse(null));
        statement.setString(7, entry.reason().map(why -> why.text().zh()).orElse(null));
        statement.setString(8, entry.reason().map(why -> why.text().en()).orElse(null));
        statement.setObject(9, entry.at());
        statement.setInt(10, entry.rows());
        statement.setLong(11, entry.firstRecord());
        statement.setLong(12, entry.lastRecord());
        statement.setLong(13, entry.firstLine());
        statement.setLong(14, entry.lastLine());
        statement.setLong(15, entry.id().arrival());
        statement.setInt(16, entry.id().sequence());
    }
}
