package org.chama.generator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One row, reused from index to index by one thread: values as UTF-8 bytes in one array, and what must become of it. */
public final class Row {

    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final int[] starts;
    private final int[] ends;
    private byte[] data = new byte[512];
    private int size;
    private int column;
    private long index;
    private long origin;
    private Dirt dirt = Dirt.NONE;

    public Row(Kind kind) {
        this.starts = new int[kind.columns().size()];
        this.ends = new int[kind.columns().size()];
    }

    /** Place in the sequence, from 0. */
    public long index() {
        return index;
    }

    /** What is wrong, or only unusual, with it. */
    public Dirt dirt() {
        return dirt;
    }

    /** Whether it repeats an earlier row of the sequence, byte for byte. */
    public boolean isDuplicate() {
        return origin != index;
    }

    /** The index whose row this is: its own, or the one it repeats. */
    long origin() {
        return origin;
    }

    public int columns() {
        return starts.length;
    }

    /** The array all values lie in; not to be written. */
    public byte[] data() {
        return data;
    }

    public int start(int of) {
        return starts[of];
    }

    /** Behind the last byte of a value. */
    public int end(int of) {
        return ends[of];
    }

    public String text(int of) {
        return new String(data, starts[of], ends[of] - starts[of], StandardCharsets.UTF_8);
    }

    /** All values as texts, as a database gives them back. */
    public String[] values() {
        String[] values = new String[starts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = text(i);
        }
        return values;
    }

    void begin(long newIndex, long newOrigin, Dirt newDirt) {
        index = newIndex;
        origin = newOrigin;
        dirt = newDirt;
        size = 0;
        column = 0;
        starts[0] = 0;
    }

    /** Ends the value and begins the next. */
    void next() {
        ends[column++] = size;
        if (column < starts.length) {
            starts[column] = size;
        }
    }

    Row put(int ascii) {
        ensure(1);
        data[size++] = (byte) ascii;
        return this;
    }

    Row put(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, data, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** Writes the last {@code width} decimal digits of a number that is not negative. */
    Row digits(long value, int width) {
        ensure(width);
        long rest = value;
        for (int i = size + width - 1; i >= size; i--) {
            data[i] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        size += width;
        return this;
    }

    Row number(long value) {
        int width = 1;
        for (long rest = value; rest > 9; rest /= 10) {
            width++;
        }
        return digits(value, width);
    }

    /** Bytes written so far, for what is computed from them. */
    int size() {
        return size;
    }

    /** Gives a finished value other bytes. */
    void replace(int of, byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, data, size, bytes.length);
        starts[of] = size;
        size += bytes.length;
        ends[of] = size;
    }

    void replaceLast(int of, int ascii) {
        data[ends[of] - 1] = (byte) ascii;
    }

    private void ensure(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
        }
    }
}
