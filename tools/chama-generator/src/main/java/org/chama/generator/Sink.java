package org.chama.generator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes on their way to a stream, in the file's character set; used by one thread. */
final class Sink {

    private static final int FULL = 128 * 1024;
    private static final Charset GB18030 = Charset.forName("GB18030");

    private final OutputStream out;
    private final boolean recode;
    private final int[] codes;
    private byte[] data = new byte[2 * FULL];
    private int size;
    private long flushed;

    Sink(OutputStream out, Encoding encoding) {
        this.out = out;
        this.recode = encoding == Encoding.GB18030;
        this.codes = recode ? new int[0x10000] : new int[0];
    }

    void raw(int value) {
        ensure(1);
        data[size++] = (byte) value;
    }

    /** Text that needs no escape. */
    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        text(bytes, 0, bytes.length);
    }

    /** UTF-8; bytes that begin no character go on as they are. */
    void text(byte[] source, int from, int to) {
        ensure(2 * (to - from));
        if (recode) {
            recode(source, from, to);
        } else {
            System.arraycopy(source, from, data, size, to - from);
            size += to - from;
        }
    }

    void spaces(int count) {
        ensure(count);
        Arrays.fill(data, size, size + count, (byte) ' ');
        size += count;
    }

    /** Bytes so far. */
    long position() {
        return flushed + size;
    }

    /** Between rows: hands the bytes on when there are many. */
    void rest() throws IOException {
        if (size >= FULL) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(data, 0, size);
        flushed += size;
        size = 0;
        out.flush();
    }

    /** The generator's texts have ASCII and characters of three bytes only. */
    private void recode(byte[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            byte first = source[i];
            if ((first & 0xF0) == 0xE0) {
                int character = (first & 0x0F) << 12 | (source[i + 1] & 0x3F) << 6 | source[i + 2] & 0x3F;
                int code = codes[character] != 0 ? codes[character] : code(character);
                data[size++] = (byte) (code >> 8);
                data[size++] = (byte) code;
                i += 2;
            } else {
                data[size++] = first;
            }
        }
    }

    private int code(int character) {
        byte[] bytes = String.valueOf((char) character).getBytes(GB18030);
        if (bytes.length != 2) {
            throw new IllegalStateException(
                    "not a character of two bytes in GB18030: U+" + Integer.toHexString(character));
        }
        codes[character] = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        return codes[character];
    }

    private void ensure(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
        }
    }
}
