package org.chama.hub;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.codes.SecrecyMark;

/** The table of records that were not taken; a record is in it once, however often its batch comes. */
public final class Quarantine {

    private static final int LONGEST_RAW = 4096;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 1000;

    private Quarantine() {}

    /**
     * A record that was not taken.
     *
     * @param raw the source's value as far as it could be read, UTF-8; one with a mark of state secrecy is not kept
     */
    public record Entry(long position, long line, String stage, String item, Refusal refusal, byte[] raw) {}

    /**
     * Writes entries of one arrival; those that are there already stay as they are. Whatever else is wrong with it, a record that bears
     * a mark of state secrecy is refused for that. Of a dataset with encrypted items no value is kept: this table is not encrypted.
     *
     * @return whether there is one with such a mark
     */
    public static boolean write(
            Connection connection, long arrival, Dataset dataset, OffsetDateTime at, List<Entry> entries)
            throws SQLException {
        if (entries.isEmpty()) {
            return false;
        }
        boolean kept = dataset.items().stream().noneMatch(Item::encrypted);
        boolean marked = false;
        Set<Long> known = known(connection, arrival, entries);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.quarantine (arrival, position, line, dataset, department, stage, item, code, zh, en, shape, raw, at)"
                        + " values (?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Entry entry : entries) {
                boolean secret = SecrecyMark.find(entry.raw(), 0, entry.raw().length) >= 0;
                Refusal refusal =
                        secret && !Secrecy.is(entry.refusal()) ? Secrecy.marked("记录", "the record") : entry.refusal();
                marked |= Secrecy.is(refusal);
                if (!known.add(entry.position())) {
                    continue;
                }
                String raw = secret ? "" : text(entry.raw());
                insert.setLong(1, arrival);
                insert.setLong(2, entry.position());
                insert.setLong(3, entry.line());
                insert.setString(4, dataset.id());
                insert.setString(5, dataset.department());
                insert.setString(6, entry.stage());
                insert.setString(7, cut(entry.item(), LONGEST_NAME));
                insert.setString(8, cut(refusal.code(), LONGEST_NAME));
                insert.setString(9, reason(refusal.text().zh()));
                insert.setString(10, reason(refusal.text().en()));
                insert.setString(11, shape(raw));
                insert.setString(12, kept ? raw : "");
                insert.setObject(13, at);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return marked;
    }

    private static Set<Long> known(Connection connection, long arrival, List<Entry> entries) throws SQLException {
        long first = entries.stream().mapToLong(Entry::position).min().orElse(0);
        long last = entries.stream().mapToLong(Entry::position).max().orElse(0);
        Set<Long> known = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select position from chama.quarantine where arrival = ? and position between ? and ?")) {
            select.setLong(1, arrival);
            select.setLong(2, first);
            select.setLong(3, last);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getLong(1));
                }
            }
        }
        return known;
    }

    /** A reason as far as there is room for it: a check or a reader may say more. */
    public static String reason(String text) {
        return cut(text, LONGEST_REASON);
    }

    private static String cut(String text, int longest) {
        int end = Math.min(text.length(), longest);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static String text(byte[] raw) {
        String text = new String(raw, 0, Math.min(raw.length, LONGEST_RAW), StandardCharsets.UTF_8);
        return text.replace('\0', '\u2400');
    }

    /** What an operator may see of a value: digits become 9, Latin letters a, other letters 字; the rest and the length stay. */
    static String shape(String raw) {
        StringBuilder out = new StringBuilder();
        raw.codePoints().limit(200).forEach(c -> {
            if (Character.isDigit(c)) {
                out.append('9');
            } else if (c < 128 && Character.isLetter(c)) {
                out.append('a');
            } else if (Character.isLetter(c)) {
                out.append('字');
            } else {
                out.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            }
        });
        return out.toString();
    }
}
