package org.chama.api.batch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of one batch with their raw values: UTF-8 bytes in one array, a start and a length per value. The columns are the items of
 * the dataset version in their declared order. Built by one thread, then read by any number.
 */
public final class Rows {

    private final int columns;
    private final int count;
    private final byte[] data;
    private final int[] starts;
    private final int[] lengths;
    private final long[] positions;
    private final long[] lines;
    private final boolean[] deletes;

    private Rows(
            int columns,
            int count,
            byte[] data,
            int[] starts,
            int[] lengths,
            long[] positions,
            long[] lines,
            boolean[] deletes) {
        this.columns = columns;
        this.count = count;
        this.data = data;
        this.starts = starts;
        this.lengths = lengths;
        this.positions = positions;
        this.lines = lines;
        this.deletes = deletes;
    }

    /**
     * Rows over arrays that are given away: nothing is copied and nobody may write to them afterwards.
     *
     * @param starts and {@code lengths} of each value, row by row; a length of -1 is no value
     * @throws IllegalArgumentException when an array is too short
     */
    public static Rows of(
            int columns,
            int count,
            byte[] data,
            int[] starts,
            int[] lengths,
            long[] positions,
            long[] lines,
            boolean[] deletes) {
        int values = Math.multiplyExact(columns, count);
        if (starts.length < values
                || lengths.length < values
                || positions.length < count
                || lines.length < count
                || deletes.length < count) {
            throw new IllegalArgumentException("the arrays are shorter than " + count + " rows of " + columns);
        }
        return new Rows(columns, count, data, starts, lengths, positions, lines, deletes);
    }

    public int columns() {
        return columns;
    }

    public int count() {
        return count;
    }

    /** The array all values lie in; not to be written. */
    public byte[] data() {
        return data;
    }

    /** First byte of a value in {@link #data()}. */
    public int start(int row, int column) {
        return starts[row * columns + column];
    }

    /** Bytes of a value, or -1 for no value (null). */
    public int length(int row, int column) {
        return lengths[row * columns + column];
    }

    public boolean isNull(int row, int column) {
        return lengths[row * columns + column] < 0;
    }

    /** Place of the row's record in its source, from 1; records refused at the door leave gaps. */
    public long position(int row) {
        return positions[row];
    }

    /** Line of the source on which the record begins, from 1. */
    public long line(int row) {
        return lines[row];
    }

    public Action action(int row) {
        return deletes[row] ? Action.DELETE : Action.PUT;
    }

    /** The value as text; null values give the empty string. For messages and tests, not for hot loops. */
    public String text(int row, int column) {
        int length = length(row, column);
        return length < 0 ? "" : new String(data, start(row, column), length, StandardCharsets.UTF_8);
    }

    /** Collects rows value by value; used by one thread. */
    public static final class Builder {
        private final int columns;
        private int count;
        private int column;
        private byte[] data;
        private int size;
        private int[] starts;
        private int[] lengths;
        private long[] positions;
        private long[] lines;
        private boolean[] deletes;

        /** @param expectedRows and expectedBytes first sizes; both grow */
        public Builder(int columns, int expectedRows, int expectedBytes) {
            this.columns = columns;
            this.data = new byte[Math.max(64, expectedBytes)];
            int rows = Math.max(8, expectedRows);
            this.starts = new int[rows * columns];
            this.lengths = new int[rows * columns];
            this.positions = new long[rows];
            this.lines = new long[rows];
            this.deletes = new boolean[rows];
        }

        /** Begins a row; every column must then be added before the next begins. */
        public Builder row(long position, long line, Action action) {
            if (count > 0 && column != columns) {
                throw new IllegalStateException("row " + count + " has " + column + " of " + columns + " values");
            }
            if (count == positions.length) {
                int rows = count * 2;
                starts = Arrays.copyOf(starts, rows * columns);
                lengths = Arrays.copyOf(lengths, rows * columns);
                positions = Arrays.copyOf(positions, rows);
                lines = Arrays.copyOf(lines, rows);
                deletes = Arrays.copyOf(deletes, rows);
            }
            positions[count] = position;
            lines[count] = line;
            deletes[count] = action == Action.DELETE;
            count++;
            column = 0;
            return this;
        }

        public Builder add(byte[] source, int offset, int length) {
            ensure(length);
            System.arraycopy(source, offset, data, size, length);
            int at = (count - 1) * columns + column++;
            starts[at] = size;
            lengths[at] = length;
            size += length;
            return this;
        }

        public Builder add(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            return add(bytes, 0, bytes.length);
        }

        public Builder addNull() {
            lengths[(count - 1) * columns + column++] = -1;
            return this;
        }

        /** Adds a whole row of another set, column by column as they stand. */
        public Builder addRow(Rows from, int row) {
            row(from.position(row), from.line(row), from.action(row));
            for (int i = 0; i < columns; i++) {
                int length = from.length(row, i);
                if (length < 0) {
                    addNull();
                } else {
                    add(from.data, from.start(row, i), length);
                }
            }
            return this;
        }

        public int count() {
            return count;
        }

        public Rows build() {
            if (count > 0 && column != columns) {
                throw new IllegalStateException("row " + count + " has " + column + " of " + columns + " values");
            }
            return new Rows(columns, count, data, starts, lengths, positions, lines, deletes);
        }

        private void ensure(int more) {
            if (data.length - size < more) {
                data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
            }
        }
    }
}
