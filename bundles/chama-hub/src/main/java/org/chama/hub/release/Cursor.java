package org.chama.hub.release;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import org.chama.api.Refusal;

/**
 * How far the open copy of a dataset has come.
 *
 * @param position last position released
 * @param part last source position of a snapshot's generation that is copied, while a flip is being released
 */
record Cursor(int dataset, long position, long part) {

    static Cursor of(Connection connection, int dataset) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select position, part from chama.release where dataset_number = ?")) {
            select.setInt(1, dataset);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Cursor(dataset, row.getLong(1), row.getLong(2)) : new Cursor(dataset, -1, 0);
            }
        }
    }

    /** The datasets whose open copy has not come as far as there are positions; some may have no open copy. */
    static Set<Integer> behind(Connection connection) throws SQLException {
        Set<Integer> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("select h.dataset_number from chama.head h"
                        + " left join chama.release r on r.dataset_number = h.dataset_number"
                        + " where h.position > coalesce(r.position, 0)");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(row.getInt(1));
            }
        }
        return found;
    }

    /** Moves on; what it waited for is over. */
    void advance(Connection connection, long toPosition, long toPart) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(
                position < 0
                        ? "insert into chama.release (position, part, dataset_number) values (?,?,?)"
                        : "update chama.release set position = ?, part = ?, waiting_code = null, waiting_zh = null,"
                                + " waiting_en = null, since = null where dataset_number = ?")) {
            write.setLong(1, toPosition);
            write.setLong(2, toPart);
            write.setInt(3, dataset);
            write.executeUpdate();
        }
    }

    /** Notes why it does not go on. */
    static void waits(Connection connection, int dataset, Refusal why) throws SQLException {
        Cursor cursor = of(connection, dataset);
        if (cursor.position() < 0) {
            cursor.advance(connection, 0, 0);
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.release set waiting_code = ?, waiting_zh = ?, waiting_en = ?, since = coalesce(since, ?)"
                        + " where dataset_number = ?")) {
            update.setString(1, why.code());
            update.setString(2, why.text().zh());
            update.setString(3, why.text().en());
            update.setObject(4, OffsetDateTime.now(ZoneId.of("Asia/Shanghai")));
            update.setInt(5, dataset);
            update.executeUpdate();
        }
    }
}
