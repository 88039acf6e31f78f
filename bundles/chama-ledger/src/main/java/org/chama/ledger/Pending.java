package org.chama.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.ledger.verifier.LineBytes;
import org.chama.ledger.verifier.Sm3;

/** Lines that have committed, or will with the caller's transaction, and wait to be sealed. */
final class Pending {

    /** What a line may have at most, in bytes of UTF-8. */
    static final int LONGEST = 1 << 20;

    private static final int MANY_CHARS = 1 << 24;
    private static final int FETCH = 500;
    private static final String INSERT = "insert into chama.ledger_pending (" + StoredLine.COLUMNS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OLDEST = "select id, " + StoredLine.COLUMNS
            + " from chama.ledger_pending where id > ? order by id fetch first ? rows only";

    private Pending() {}

    /** Lines to seal. @param full whether more may wait */
    record Oldest(List<StoredLine> lines, boolean full) {}

    static void append(Connection transaction, Instant moment, List<Entry> entries) throws SQLException {
        Instant now = moment.truncatedTo(ChronoUnit.MICROS);
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        LineBytes bytes = new LineBytes();
        Sm3 sm3 = new Sm3();
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            for (Entry entry : entries) {
                StoredLine line = line(now, entry);
                line.into(bytes);
                if (bytes.length() > LONGEST) {
                    throw new IllegalArgumentException("a ledger line of more than " + LONGEST + " bytes");
                }
                byte[] digest = new byte[Sm3.BYTES];
                sm3.digest(bytes.bytes(), 0, bytes.length(), digest, 0);
                insert.setInt(1, line.form());
                insert.setObject(2, at);
                for (int i = 0; i < LineBytes.FIELDS; i++) {
                    insert.setString(3 + i, line.fields()[i]);
                }
                insert.setBytes(3 + LineBytes.FIELDS, digest);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** @throws RefusedException {@code bad-ledger-text} when a field has a character that not every database keeps */
    private static StoredLine line(Instant now, Entry entry) {
        String[] fields = {
            entry.actor().name(),
            entry.actor().department(),
            entry.actor().role(),
            entry.actor().channel(),
            entry.actor().request(),
            entry.kind(),
            entry.about(),
            entry.detail(),
            entry.before(),
            entry.after(),
            entry.rules()
        };
        for (String field : fields) {
            if (field.indexOf(0) >= 0 || !LineBytes.whole(field)) {
                throw new RefusedException(
                        "bad-ledger-text",
                        "内容中有空字符（U+0000）或不成对的代理字符，无法记入台账。",
                        "There is a NUL character or half a surrogate pair in it: it cannot be recorded in the ledger.");
            }
        }
        return new StoredLine(0, LineBytes.FORM, StoredLine.micros(now), fields, new byte[0]);
    }

    static boolean any(Connection c, long after) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(
                "select id from chama.ledger_pending where id > ? order by id fetch first 1 rows only")) {
            ask.setLong(1, after);
            try (ResultSet row = ask.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The oldest with a greater id, at most so many and fewer when they are large. */
    static Oldest oldest(Connection c, long after, int most) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(OLDEST)) {
            ask.setFetchSize(FETCH);
            ask.setLong(1, after);
            ask.setInt(2, most);
            List<StoredLine> lines = new ArrayList<>();
            long chars = 0;
            try (ResultSet rows = ask.executeQuery()) {
                while (chars < MANY_CHARS && rows.next()) {
                    StoredLine line = StoredLine.of(rows);
                    lines.add(line);
                    chars += line.chars();
                }
            }
            return new Oldest(lines, lines.size() == most || chars >= MANY_CHARS);
        }
    }
}
