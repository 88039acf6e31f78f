package org.chama.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lines in a table, each with the SM3 digest of its {@link LineEncoding}. */
@Component
public final class TableLedger implements Ledger {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final Database database;
    private final Crypto crypto;
    private final Clock clock;

    @Activate
    public TableLedger(@Reference Database database, @Reference Crypto crypto) {
        this(database, crypto, Clock.systemUTC());
    }

    TableLedger(Database database, Crypto crypto, Clock clock) {
        this.database = database;
        this.crypto = crypto;
        this.clock = clock;
        database.migrate("ledger", TableLedger.class.getClassLoader());
    }

    @Override
    public void append(Connection transaction, List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        try (PreparedStatement insert = transaction.prepareStatement(
                "insert into chama.ledger_line (at, actor, kind, about, detail, digest) values (?, ?, ?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                insert.setObject(1, at);
                insert.setString(2, entry.actor());
                insert.setString(3, entry.kind());
                insert.setString(4, entry.about());
                insert.setString(5, entry.detail());
                insert.setBytes(6, crypto.sm3(LineEncoding.of(now, entry)));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public List<Line> about(String about, int limit) {
        return database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(
                    "select at, actor, kind, about, detail from chama.ledger_line where about = ? order by id fetch first ? rows only")) {
                ask.setString(1, about);
                ask.setInt(2, limit);
                List<Line> lines = new ArrayList<>();
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        lines.add(line(rows));
                    }
                }
                return List.copyOf(lines);
            }
        });
    }

    private static Line line(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject(1, OffsetDateTime.class)
                .atZoneSameInstant(SHANGHAI)
                .toOffsetDateTime();
        return new Line(at, row.getString(2), row.getString(3), row.getString(4), row.getString(5));
    }
}
