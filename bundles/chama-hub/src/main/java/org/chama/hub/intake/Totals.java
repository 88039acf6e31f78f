package org.chama.hub.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of the batches of one arrival, summed. */
record Totals(long stored, long repeats, long rejected, int batches, int dead) {

    static Totals of(Connection connection, long arrival) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select coalesce(sum(stored), 0), coalesce(sum(repeats), 0),"
                        + " coalesce(sum(rejected), 0), count(*), coalesce(sum(case when state = 'DEAD' then 1 else 0 end), 0)"
                        + " from chama.batch where arrival = ?")) {
            select.setLong(1, arrival);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Totals(row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4), row.getInt(5));
            }
        }
    }

    Map<String, Object> detail() {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("stored", stored);
        detail.put("repeats", repeats);
        detail.put("rejected", rejected);
        detail.put("batches", batches);
        detail.put("dead", dead);
        return detail;
    }
}
