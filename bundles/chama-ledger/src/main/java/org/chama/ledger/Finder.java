package org.chama.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Ledger.Selection;
import org.chama.api.ledger.Line;

/** Finds lines for those who ask. */
final class Finder {

    static final int MOST = 10_000;

    /** One statement, so that a line that is sealed meanwhile is seen once. */
    private static final String ABOUT = "select place, " + StoredLine.COLUMNS + ", sealed from ("
            + "select number as place, " + StoredLine.COLUMNS + ", 1 as sealed from chama.ledger_line where about = ?"
            + " union all select id, " + StoredLine.COLUMNS + ", 0 from chama.ledger_pending where about = ?"
            + ") l order by sealed desc, place fetch first ? rows only";

    private static final int SEALED = 16;

    private final Database database;

    Finder(Database database) {
        this.database = database;
    }

    List<Line> about(String about, int limit) {
        return database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(ABOUT)) {
                ask.setString(1, about);
                ask.setString(2, about);
                ask.setInt(3, bounded(limit));
                List<Line> lines = new ArrayList<>();
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        StoredLine line = StoredLine.of(rows);
                        lines.add(line.line(rows.getInt(SEALED) == 1 ? line.place() : 0));
                    }
                }
                return List.copyOf(lines);
            }
        });
    }

    Listing<Line> lines(Selection selection, Optional<String> after, int limit) {
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder("select number, ")
                .append(StoredLine.COLUMNS)
                .append(" from chama.ledger_line where 1 = 1");
        after.map(Finder::number).ifPresent(n -> add(sql, values, "number < ?", n));
        selection.about().ifPresent(v -> add(sql, values, "about = ?", v));
        selection.actor().ifPresent(v -> add(sql, values, "actor = ?", v));
        selection.kind().ifPresent(v -> add(sql, values, "kind = ?", v));
        selection.from().ifPresent(v -> add(sql, values, "at >= ?", utc(v)));
        selection.until().ifPresent(v -> add(sql, values, "at < ?", utc(v)));
        sql.append(" order by number desc fetch first ? rows only");
        int size = bounded(limit);
        values.add(size + 1);
        List<Line> found = database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    ask.setObject(i + 1, values.get(i));
                }
                return read(ask);
            }
        });
        boolean more = found.size() > size;
        List<Line> page = more ? found.subList(0, size) : found;
        return new Listing<>(
                page, more ? Optional.of(Long.toString(page.get(size - 1).number())) : Optional.empty());
    }

    private static List<Line> read(PreparedStatement ask) throws SQLException {
        List<Line> lines = new ArrayList<>();
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                StoredLine line = StoredLine.of(rows);
                lines.add(line.line(line.place()));
            }
        }
        return lines;
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, Object value) {
        sql.append(" and ").append(condition);
        values.add(value);
    }

    /** In the precision of the table, so that a database does not round it up. */
    private static OffsetDateTime utc(OffsetDateTime moment) {
        return moment.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, MOST));
    }

    private static long number(String token) {
        if (!token.matches("[1-9][0-9]{0,17}")) {
            throw new RefusedException(
                    "bad-after", "翻页标记 after 不是台账行号。", "The token after is not the number of a ledger line.");
        }
        return Long.parseLong(token);
    }
}
