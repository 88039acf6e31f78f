package org.chama.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives.Archive;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.ledger.verifier.Sm3;

/** The table of archives, and the ledger's own lines about them. */
final class ArchiveTable {

    private static final String KIND = "ledger-archived";
    private static final String COLUMNS = "number, from_block, to_block, last_line, closed_at, file, digest, previous";
    private static final String HASH = ",\"hash\":\"";

    /** One statement: rows as their lines must say them, and the lines. */
    private static final String BOTH =
            """
            select 1, 'archive:' || number, previous, digest, '{"archive":' || number || ',"fromBlock":' || from_block
                || ',"toBlock":' || to_block || ',"lastLine":' || last_line || ',"file":"' || file || '"'
              from chama.ledger_archive
            union all select 2, about, before_digest, after_digest, detail from chama.ledger_line where kind = ?
            union all select 2, about, before_digest, after_digest, detail from chama.ledger_pending where kind = ?""";

    private ArchiveTable() {}

    static List<Archive> newest(Connection c, int limit) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(
                "select " + COLUMNS + " from chama.ledger_archive order by number desc fetch first ? rows only")) {
            ask.setInt(1, limit);
            List<Archive> archives = new ArrayList<>();
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    archives.add(new Archive(
                            rows.getLong(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getObject(5, OffsetDateTime.class)
                                    .atZoneSameInstant(StoredLine.SHANGHAI)
                                    .toOffsetDateTime(),
                            rows.getString(6),
                            rows.getString(7),
                            rows.getString(8)));
                }
            }
            return archives;
        }
    }

    static void insert(Connection c, Archive archive) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "insert into chama.ledger_archive (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, archive.number());
            insert.setLong(2, archive.fromBlock());
            insert.setLong(3, archive.toBlock());
            insert.setLong(4, archive.lastLine());
            insert.setObject(5, archive.closed().withOffsetSameInstant(ZoneOffset.UTC));
            insert.setString(6, archive.file());
            insert.setString(7, archive.digest());
            insert.setString(8, archive.previous());
            insert.executeUpdate();
        }
    }

    /** What the ledger says of an archive. @param hash of its last block */
    static Entry entry(Actor actor, Archive archive, byte[] hash) {
        return new Entry(
                actor,
                KIND,
                about(archive.number()),
                "{\"archive\":" + archive.number() + ",\"fromBlock\":" + archive.fromBlock() + ",\"toBlock\":"
                        + archive.toBlock() + ",\"lastLine\":" + archive.lastLine() + ",\"file\":\"" + archive.file()
                        + "\"" + HASH + HexFormat.of().formatHex(hash) + "\"}",
                archive.previous(),
                archive.digest(),
                "");
    }

    static String about(long number) {
        return "archive:" + number;
    }

    /** The hash of the last block that such a line's detail names; older lines name none. */
    static Optional<byte[]> hash(String detail) {
        int at = detail.indexOf(HASH);
        int from = at + HASH.length();
        return at < 0 || from + 2 * Sm3.BYTES > detail.length()
                ? Optional.empty()
                : Optional.of(HexFormat.of().parseHex(detail, from, from + 2 * Sm3.BYTES));
    }

    /** The first archive whose row and line do not say the same, or of which there is only one. */
    static Optional<Text> finding(Connection c) throws SQLException {
        Map<String, Said> rows = new HashMap<>();
        List<Said> lines = new ArrayList<>();
        try (PreparedStatement ask = c.prepareStatement(BOTH)) {
            ask.setString(1, KIND);
            ask.setString(2, KIND);
            try (ResultSet all = ask.executeQuery()) {
                while (all.next()) {
                    Said said = new Said(all.getString(2), all.getString(3), all.getString(4), all.getString(5));
                    if (all.getInt(1) == 1) {
                        rows.put(said.about, said);
                    } else {
                        lines.add(said);
                    }
                }
            }
        }
        for (Said line : lines) {
            Said row = rows.remove(line.about);
            if (row == null
                    || !row.previous.equals(line.previous)
                    || !row.digest.equals(line.digest)
                    || !line.detail.startsWith(row.detail)) {
                return Optional.of(finding(line.about));
            }
        }
        return rows.keySet().stream().findFirst().map(ArchiveTable::finding);
    }

    private static Text finding(String about) {
        return new Text(
                "归档 " + about + " 的登记与台账中关于它的行不符，或缺少其一。",
                "The row and the ledger's line about " + about + " do not say the same, or one of them is missing.");
    }

    /** What a row or a line says of an archive. */
    private record Said(String about, String previous, String digest, String detail) {}
}
