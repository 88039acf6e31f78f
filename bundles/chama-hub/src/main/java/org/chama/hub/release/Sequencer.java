package org.chama.hub.release;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chama.api.database.Database;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;

/** Numbers stored batches and flips per dataset after their commit: the positions everything downstream reads. */
final class Sequencer {

    private static final int MOST = 1000;

    private final Database database;
    private final Leases leases;

    Sequencer(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
    }

    private record Unnumbered(long arrival, int sequence) {}

    /** @return whether there may be more */
    boolean round(Lease lease) {
        if (database.read(connection -> unnumbered(connection, 1)).isEmpty()) {
            return false;
        }
        return database.write(connection -> {
            leases.check(connection, lease);
            Map<Integer, List<Unnumbered>> found = unnumbered(connection, MOST);
            int count = 0;
            for (Map.Entry<Integer, List<Unnumbered>> dataset : found.entrySet()) {
                number(connection, dataset.getKey(), dataset.getValue());
                count += dataset.getValue().size();
            }
            return count == MOST;
        });
    }

    private static Map<Integer, List<Unnumbered>> unnumbered(Connection connection, int most) throws SQLException {
        Map<Integer, List<Unnumbered>> found = new LinkedHashMap<>();
        // a flip is written when all batches of its arrival are stored: it sorts behind them
        try (PreparedStatement select = connection.prepareStatement("select arrival, sequence, dataset_number"
                + " from chama.unnumbered order by arrival, case when sequence < 0 then 1 else 0 end, sequence")) {
            select.setMaxRows(most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(row.getInt(3), number -> new ArrayList<>())
                            .add(new Unnumbered(row.getLong(1), row.getInt(2)));
                }
            }
        }
        return found;
    }

    private static void number(Connection connection, int dataset, List<Unnumbered> entries) throws SQLException {
        long head = head(connection, dataset);
        boolean first = head < 0;
        long position = Math.max(0, head);
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into chama.position (dataset_number, position, arrival, sequence) values (?,?,?,?)");
                PreparedStatement update = connection.prepareStatement("update chama.batch set position = ?,"
                        + " state = 'POSITIONED' where arrival = ? and sequence = ?");
                PreparedStatement delete = connection.prepareStatement(
                        "delete from chama.unnumbered where arrival = ? and sequence = ?")) {
            for (Unnumbered entry : entries) {
                position++;
                insert.setInt(1, dataset);
                insert.setLong(2, position);
                insert.setLong(3, entry.arrival());
                insert.setInt(4, entry.sequence());
                insert.addBatch();
                update.setLong(1, position);
                update.setLong(2, entry.arrival());
                update.setInt(3, entry.sequence());
                update.addBatch();
                delete.setLong(1, entry.arrival());
                delete.setInt(2, entry.sequence());
                delete.addBatch();
            }
            insert.executeBatch();
            update.executeBatch();
            delete.executeBatch();
        }
        try (PreparedStatement write = connection.prepareStatement(
                first
                        ? "insert into chama.head (position, dataset_number) values (?,?)"
                        : "update chama.head set position = ? where dataset_number = ?")) {
            write.setLong(1, position);
            write.setInt(2, dataset);
            write.executeUpdate();
        }
    }

    /** The last position of a dataset, -1 when it has none. */
    static long head(Connection connection, int dataset) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select position from chama.head where dataset_number = ?")) {
            select.setInt(1, dataset);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }
}
