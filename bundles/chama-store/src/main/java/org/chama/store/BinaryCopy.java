package org.chama.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.chama.formats.Values;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One {@code COPY … FROM STDIN (FORMAT binary)}: rows are encoded into one buffer that is sent whenever it is full, so that the
 * server works while we encode. Used by one thread; closing without {@link #finish()} takes everything back.
 */
final class BinaryCopy implements AutoCloseable {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final int BUFFER = 1 << 15;

    /** The most one field takes that is not text. */
    private static final int FIELD = 16;

    private static final short NUMERIC_POSITIVE = 0x0000;
    private static final short NUMERIC_NEGATIVE = 0x4000;

    private final CopyIn copy;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] digits = new byte[64];
    private int size;

    BinaryCopy(Connection connection, String table, String columns) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + columns + ") from stdin (format binary)");
        System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
        size = SIGNATURE.length;
    }

    void row(int fields) throws SQLException {
        room(2);
        SHORT.set(buffer, size, (short) fields);
        size += 2;
    }

    void none() throws SQLException {
        room(4);
        INT.set(buffer, size, -1);
        size += 4;
    }

    void int64(long value) throws SQLException {
        room(FIELD);
        INT.set(buffer, size, 8);
        LONG.set(buffer, size + 4, value);
        size += 12;
    }

    void int32(int value) throws SQLException {
        room(FIELD);
        INT.set(buffer, size, 4);
        INT.set(buffer, size + 4, value);
        size += 8;
    }

    void bool(boolean value) throws SQLException {
        room(FIELD);
        INT.set(buffer, size, 1);
        buffer[size + 4] = (byte) (value ? 1 : 0);
        size += 5;
    }

    /** Text as it is, UTF-8; or bytes. */
    void text(byte[] data, int offset, int length) throws SQLException {
        room(4);
        INT.set(buffer, size, length);
        size += 4;
        if (length > BUFFER - size) {
            flush();
            if (length > BUFFER) {
                copy.writeToCopy(data, offset, length);
                return;
            }
        }
        System.arraycopy(data, offset, buffer, size, length);
        size += length;
    }

    /**
     * An exact decimal ({@code -12.50}) in PostgreSQL's digits of base 10,000.
     *
     * @param scale digits after the point the column has
     * @throws NotOfType for anything else, or more digits after the point that are not zero
     */
    void numeric(byte[] data, int offset, int length, int scale) throws SQLException {
        long needed = Cells.decimal(data, offset, length, scale);
        int whole = Values.whole(needed);
        int fraction = Values.fraction(needed);
        int at = data[offset] == '-' || data[offset] == '+' ? offset + 1 : offset;
        while (at < offset + length && data[at] == '0') {
            at++;
        }
        int before = (whole + 3) / 4;
        int groups = before + (fraction + 3) / 4;
        int padded = groups * 4;
        if (digits.length < padded) {
            digits = new byte[padded * 2];
        }
        int lead = before * 4 - whole;
        Arrays.fill(digits, 0, lead, (byte) '0');
        System.arraycopy(data, at, digits, lead, whole);
        if (fraction > 0) {
            System.arraycopy(data, at + whole + 1, digits, before * 4, fraction);
        }
        Arrays.fill(digits, before * 4 + fraction, padded, (byte) '0');
        int first = 0;
        while (first < groups && group(first) == 0) {
            first++;
        }
        int last = groups;
        while (last > first && group(last - 1) == 0) {
            last--;
        }
        int count = last - first;
        int bytes = 8 + count * 2;
        room(4 + bytes);
        INT.set(buffer, size, bytes);
        SHORT.set(buffer, size + 4, (short) count);
        SHORT.set(buffer, size + 6, (short) (count == 0 ? 0 : before - first - 1));
        SHORT.set(buffer, size + 8, data[offset] == '-' && count > 0 ? NUMERIC_NEGATIVE : NUMERIC_POSITIVE);
        SHORT.set(buffer, size + 10, (short) scale);
        size += 12;
        for (int i = first; i < last; i++) {
            SHORT.set(buffer, size, (short) group(i));
            size += 2;
        }
    }

    private int group(int index) {
        int at = index * 4;
        return (digits[at] - '0') * 1000
                + (digits[at + 1] - '0') * 100
                + (digits[at + 2] - '0') * 10
                + digits[at + 3]
                - '0';
    }

    /** Ends the copy. Returns the rows the server took. */
    long finish() throws SQLException {
        room(2);
        SHORT.set(buffer, size, (short) -1);
        size += 2;
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void room(int bytes) throws SQLException {
        if (BUFFER - size < bytes) {
            flush();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, size);
        size = 0;
    }
}
