package org.chama.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.crypto.Crypto;
import org.chama.api.ledger.Ledger.Head;
import org.chama.ledger.verifier.Header;
import org.chama.ledger.verifier.Sm3;

/** The table of blocks. */
final class Blocks {

    private static final String COLUMNS =
            "number, first_line, line_count, sealed_at, previous, seal, root, key_name, algorithm, hash, signature";

    private static final byte[] NO_DIGEST = new byte[Sm3.BYTES];

    static {
        Arrays.fill(NO_DIGEST, (byte) -1);
    }

    private Blocks() {}

    /** A block as the table has it. */
    record Sealed(Header header, byte[] hash, byte[] signature) {

        Head head() {
            return new Head(
                    header.number(),
                    header.last(),
                    StoredLine.moment(header.sealed()),
                    HexFormat.of().formatHex(hash),
                    header.key(),
                    Base64.getEncoder().encodeToString(signature));
        }

        Crypto.Signature seal() {
            return Blocks.signature(header.key(), header.algorithm(), signature);
        }
    }

    /** A key's name is {@code alias/version}; what is not is no key's. */
    static Crypto.Signature signature(String key, String algorithm, byte[] value) {
        int slash = key.lastIndexOf('/');
        String version = key.substring(slash + 1);
        boolean named = slash > 0 && version.matches("[1-9][0-9]{0,8}");
        return new Crypto.Signature(
                named ? key.substring(0, slash) : key, named ? Integer.parseInt(version) : 0, algorithm, value);
    }

    static String keyName(Crypto.Signature signature) {
        return signature.alias() + "/" + signature.version();
    }

    static Optional<Sealed> newest(Connection c) throws SQLException {
        return newest(c, Long.MAX_VALUE, 1).stream().findFirst();
    }

    /** The newest up to and with this one, newest first. */
    static List<Sealed> newest(Connection c, long until, int limit) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement("select " + COLUMNS
                + " from chama.ledger_block where number <= ? order by number desc fetch first ? rows only")) {
            ask.setLong(1, until);
            ask.setInt(2, limit);
            return list(ask);
        }
    }

    /** Those whose number is in the range, in order, at most so many. */
    static List<Sealed> range(Connection c, long from, long to, int limit) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(
                "select " + COLUMNS
                        + " from chama.ledger_block where number >= ? and number <= ? order by number fetch first ? rows only")) {
            ask.setLong(1, from);
            ask.setLong(2, to);
            ask.setInt(3, limit);
            return list(ask);
        }
    }

    static void insert(Connection c, Sealed block) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "insert into chama.ledger_block (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            Header header = block.header();
            insert.setLong(1, header.number());
            insert.setLong(2, header.first());
            insert.setInt(3, header.count());
            insert.setObject(4, StoredLine.moment(header.sealed()).withOffsetSameInstant(ZoneOffset.UTC));
            insert.setBytes(5, header.previous());
            insert.setBytes(6, header.seal());
            insert.setBytes(7, header.root());
            insert.setString(8, header.key());
            insert.setString(9, header.algorithm());
            insert.setBytes(10, block.hash());
            insert.setBytes(11, block.signature());
            insert.executeUpdate();
        }
    }

    private static List<Sealed> list(PreparedStatement ask) throws SQLException {
        List<Sealed> blocks = new ArrayList<>();
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                blocks.add(new Sealed(
                        new Header(
                                rows.getLong(1),
                                rows.getLong(2),
                                rows.getInt(3),
                                StoredLine.micros(rows, 4),
                                digest(rows, 5),
                                digest(rows, 6),
                                digest(rows, 7),
                                Objects.toString(rows.getString(8), ""),
                                Objects.toString(rows.getString(9), "")),
                        digest(rows, 10),
                        Objects.requireNonNullElse(rows.getBytes(11), new byte[0])));
            }
        }
        return blocks;
    }

    /** What is no digest is read as one that nothing has. */
    private static byte[] digest(ResultSet rows, int column) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        return bytes != null && bytes.length == Sm3.BYTES ? bytes : NO_DIGEST;
    }
}
