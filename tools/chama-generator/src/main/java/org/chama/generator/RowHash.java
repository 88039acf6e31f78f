package org.chama.generator;

import java.nio.charset.StandardCharsets;

/**
 * The hash of one row: FNV-1a, 64 bit, over the UTF-8 bytes of its values in the order of the columns with the byte 0x1F between
 * them. The values are texts as a database gives them back: {@code yyyy-MM-dd}, {@code yyyy-MM-dd HH:mm:ss}, integers in decimal;
 * no value is the empty text. A table's hash is the sum of its rows' hashes, so their order does not matter and a repeat does.
 */
public final class RowHash {

    private static final long BASIS = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;
    private static final byte SEPARATOR = 0x1F;

    private RowHash() {}

    /** @param values a {@code null} from a result set counts as the empty text */
    public static long of(String... values) {
        long hash = BASIS;
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                hash = add(hash, SEPARATOR);
            }
            if (values[i] != null) {
                byte[] bytes = values[i].getBytes(StandardCharsets.UTF_8);
                hash = add(hash, bytes, 0, bytes.length);
            }
        }
        return hash;
    }

    /** The same for a row. */
    public static long of(Row row) {
        long hash = BASIS;
        for (int i = 0; i < row.columns(); i++) {
            if (i > 0) {
                hash = add(hash, SEPARATOR);
            }
            hash = add(hash, row.data(), row.start(i), row.end(i));
        }
        return hash;
    }

    private static long add(long hash, byte[] bytes, int from, int to) {
        long sum = hash;
        for (int i = from; i < to; i++) {
            sum = add(sum, bytes[i]);
        }
        return sum;
    }

    private static long add(long hash, byte value) {
        return (hash ^ (value & 0xFF)) * PRIME;
    }
}
