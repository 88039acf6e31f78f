package org.chama.hub.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chama.api.ledger.Ledger;
import org.chama.hub.Json;

/**
 * The report that lies beside an ended file: what became of it, and for each record that was not taken its line, item and reason in
 * both languages. It names places, never values. At most 10,000 records are listed; the counts are whole.
 */
final class Report {

    private static final int LISTED = 10_000;

    private Report() {}

    static String of(Connection connection, Arrival arrival, Optional<Ledger.Head> ledger) throws SQLException {
        Totals totals = Totals.of(connection, arrival.number());
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("arrival", arrival.number());
        head.put("dataset", arrival.dataset());
        head.put("source", arrival.source());
        head.put("state", arrival.state().name());
        head.put("records", arrival.records());
        head.put("refused", arrival.refused());
        head.putAll(totals.detail());
        arrival.refusal().ifPresent(why -> {
            head.put("code", why.code());
            head.put("zh", why.text().zh());
            head.put("en", why.text().en());
        });
        // who keeps the report can prove what the ledger was
        ledger.ifPresent(newest -> head.put("ledgerHead", newest.block() + ":" + newest.hash()));
        StringBuilder out = new StringBuilder("{\n\"summary\": ").append(Json.object(head));
        out.append(",\n\"notTaken\": [");
        try (PreparedStatement select = connection.prepareStatement(
                "select line, position, stage, item, code, zh, en from chama.quarantine where arrival = ? order by position")) {
            select.setLong(1, arrival.number());
            select.setMaxRows(LISTED);
            try (ResultSet row = select.executeQuery()) {
                String joint = "\n";
                while (row.next()) {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("line", row.getLong(1));
                    entry.put("record", row.getLong(2));
                    entry.put("stage", row.getString(3));
                    entry.put("item", row.getString(4));
                    entry.put("code", row.getString(5));
                    entry.put("zh", row.getString(6));
                    entry.put("en", row.getString(7));
                    out.append(joint).append(Json.object(entry));
                    joint = ",\n";
                }
            }
        }
        return out.append("\n]\n}\n").toString();
    }
}
