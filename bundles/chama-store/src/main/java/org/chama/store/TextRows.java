package org.chama.store;

import java.util.Arrays;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.ItemType;
import org.chama.api.store.Stored;

/**
 * Collects rows from the lines of PostgreSQL's {@code COPY … TO STDOUT} in its text form: position, row id and tombstone mark if
 * asked for, then the values. Used by one thread.
 */
final class TextRows {

    private static final int BYTES = 256;

    private final Column[] columns;
    private final boolean identified;
    private final Seal seal;
    private final long arrival;
    private final Rows.Builder rows;
    private long[] ids;
    private int from;
    private int to;

    /** @param arrival of all rows */
    TextRows(Column[] columns, boolean identified, Seal seal, long arrival, int expected) {
        this.columns = columns;
        this.identified = identified;
        this.seal = seal;
        this.arrival = arrival;
        this.rows = new Rows.Builder(columns.length, expected, expected * BYTES);
        this.ids = new long[expected];
    }

    int count() {
        return rows.count();
    }

    Stored stored() {
        return new Stored(Arrays.copyOf(ids, rows.count()), rows.build());
    }

    /** @param line with its line feed; overwritten */
    void add(byte[] line) {
        to = -1;
        field(line);
        long position = number(line);
        long id = position;
        boolean deleted = false;
        if (identified) {
            field(line);
            id = number(line);
            field(line);
            deleted = line[from] == 't';
        }
        if (rows.count() == ids.length) {
            ids = Arrays.copyOf(ids, ids.length * 2);
        }
        ids[rows.count()] = id;
        rows.row(position, 0, deleted ? Action.DELETE : Action.PUT);
        for (Column column : columns) {
            field(line);
            if (column.form().hasCipher()) {
                ciphered(line, column, position, deleted);
            } else if (deleted || isNull(line)) {
                rows.addNull();
            } else {
                value(line, column);
            }
        }
    }

    private boolean isNull(byte[] line) {
        return to - from == 2 && line[from] == '\\' && line[from + 1] == 'N';
    }

    /** A ciphertext, then the plain value where rows may still have one. */
    private void ciphered(byte[] line, Column column, long position, boolean deleted) {
        boolean none = isNull(line);
        byte[] value = deleted || none ? null : seal.open(column, arrival, position, bytes(line));
        if (column.form().hasPlain()) {
            field(line);
            if (!deleted && none && !isNull(line)) {
                value(line, column);
                return;
            }
        }
        if (value == null) {
            rows.addNull();
        } else {
            rows.add(value, 0, value.length);
        }
    }

    /** Of {@code \\x0a0b}. */
    private byte[] bytes(byte[] line) {
        byte[] bytes = new byte[(to - from - 3) / 2];
        for (int i = 0, at = from + 3; i < bytes.length; i++, at += 2) {
            bytes[i] = (byte) (Character.digit(line[at], 16) << 4 | Character.digit(line[at + 1], 16));
        }
        return bytes;
    }

    /** Moves to the next field; its end is a tab or the line feed, which values hold only escaped. */
    private void field(byte[] line) {
        from = to + 1;
        to = from;
        while (to < line.length && line[to] != '\t' && line[to] != '\n') {
            to++;
        }
    }

    private long number(byte[] line) {
        long number = 0;
        int at = line[from] == '-' ? from + 1 : from;
        for (int i = at; i < to; i++) {
            number = number * 10 + line[i] - '0';
        }
        return at == from ? number : -number;
    }

    private void value(byte[] line, Column column) {
        if (column.text()) {
            rows.add(line, from, plain(line));
        } else if (column.type() == ItemType.LOGICAL) {
            byte[] word = line[from] == 't' ? Cells.TRUE : Cells.FALSE;
            rows.add(word, 0, word.length);
        } else if (column.type() == ItemType.DOUBLE || column.type() == ItemType.FLOAT) {
            rows.add(Cells.real(Cells.real(line, from, to - from)));
        } else {
            rows.add(line, from, to - from);
        }
    }

    /** Undoes the escapes in place. Returns the length that is left. */
    private int plain(byte[] line) {
        int at = from;
        while (at < to && line[at] != '\\') {
            at++;
        }
        int out = at;
        while (at < to) {
            byte b = line[at++];
            if (b == '\\') {
                b = unescaped(line[at++]);
            }
            line[out++] = b;
        }
        return out - from;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> letter;
        };
    }
}
