package org.chama.api.policy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of bytes a mask writes its value into; used by one thread, cleared by the hub between values. */
public final class Bytes {

    private byte[] data = new byte[256];
    private int size;

    public void put(byte value) {
        if (size == data.length) {
            data = Arrays.copyOf(data, size * 2);
        }
        data[size++] = value;
    }

    public void put(byte[] source, int offset, int length) {
        if (data.length - size < length) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + length));
        }
        System.arraycopy(source, offset, data, size, length);
        size += length;
    }

    /** Writes {@code times} of an ASCII character. */
    public void fill(char ascii, int times) {
        if (data.length - size < times) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + times));
        }
        Arrays.fill(data, size, size + times, (byte) ascii);
        size += times;
    }

    public void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(bytes, 0, bytes.length);
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /** The bytes so far lie at its beginning. */
    public byte[] data() {
        return data;
    }

    @Override
    public String toString() {
        return new String(data, 0, size, StandardCharsets.UTF_8);
    }
}
