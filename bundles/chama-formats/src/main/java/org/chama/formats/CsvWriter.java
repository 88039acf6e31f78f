package org.chama.formats;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes CSV as RFC 4180 has it: UTF-8, commas, CRLF, quotes where needed. No value is an empty cell and an empty text is
 * {@code ""}, so that {@link RecordReaders} reads back the same. Used by one thread.
 */
public final class CsvWriter implements Closeable {

    /** Whether cells are guarded against spreadsheets. */
    public enum Cells {
        /** As they are. */
        EXACT,
        /**
         * A cell that a spreadsheet would run as a formula (its first character is one of = + - @ TAB CR) gets an apostrophe before
         * it; plain numbers such as -1.5 stay as they are.
         */
        GUARDED
    }

    private final OutputStream out;
    private final Cells cells;
    private final byte[] buffer = new byte[32 << 10];
    private int size;
    private int column;
    private boolean empty = true;

    /** @param out closed by {@link #close} */
    public CsvWriter(OutputStream out, Cells cells) {
        this.out = out;
        this.cells = cells;
    }

    /** Writes a cell of UTF-8. */
    public CsvWriter value(byte[] data, int offset, int length) throws IOException {
        separate();
        empty = false;
        boolean guard = cells == Cells.GUARDED && isFormula(data, offset, length);
        boolean quote = length == 0 || needsQuotes(data, offset, length);
        if (quote) {
            put((byte) '"');
        }
        if (guard) {
            put((byte) '\'');
        }
        if (quote) {
            int from = offset;
            for (int i = offset; i < offset + length; i++) {
                if (data[i] == '"') {
                    put(data, from, i + 1 - from);
                    from = i;
                }
            }
            put(data, from, offset + length - from);
            put((byte) '"');
        } else {
            put(data, offset, length);
        }
        return this;
    }

    public CsvWriter value(String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return value(data, 0, data.length);
    }

    /** Writes a cell that has no value. */
    public CsvWriter none() throws IOException {
        separate();
        return this;
    }

    /** Ends the row. A single cell without value is written as {@code ""}: a blank line would be no row. */
    public CsvWriter endRow() throws IOException {
        if (column == 1 && empty) {
            put((byte) '"');
            put((byte) '"');
        }
        put((byte) '\r');
        put((byte) '\n');
        column = 0;
        empty = true;
        return this;
    }

    /** Hands everything on to the stream and flushes it. */
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try {
            drain();
        } finally {
            out.close();
        }
    }

    private void separate() throws IOException {
        if (column++ > 0) {
            put((byte) ',');
        }
    }

    private static boolean isFormula(byte[] data, int offset, int length) {
        if (length == 0) {
            return false;
        }
        return switch (data[offset]) {
            case '=', '@', '\t', '\r' -> true;
            case '+', '-' -> Values.decimal(data, offset, length) == Values.INVALID;
            default -> false;
        };
    }

    private static boolean needsQuotes(byte[] data, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte value = data[i];
            if (value == ',' || value == '"' || value == '\r' || value == '\n') {
                return true;
            }
        }
        return false;
    }

    private void put(byte value) throws IOException {
        if (size == buffer.length) {
            drain();
        }
        buffer[size++] = value;
    }

    private void put(byte[] data, int offset, int length) throws IOException {
        if (length > buffer.length - size) {
            drain();
            if (length > buffer.length) {
                out.write(data, offset, length);
                return;
            }
        }
        System.arraycopy(data, offset, buffer, size, length);
        size += length;
    }

    private void drain() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }
}
