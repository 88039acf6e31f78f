package org.chama.ledger.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a ledger line that its digest is made of, built field by field in one buffer that is used again. Not thread-safe.
 *
 * <p>All numbers big-endian: the form as one byte; the moment in microseconds since 1970-01-01T00:00:00Z as 8 bytes; then the fields
 * of the form in their order, each as its length in bytes (4 bytes) and its UTF-8 bytes. No two different lines have the same bytes.
 * The line's number is not in it: the tree over the digests and the block's header fix the order.
 *
 * <p>Form 1: actor, kind, about, detail. Form 2: actor, department, role, channel, request, kind, about, detail, before, after, rules.
 */
public final class LineBytes {

    /** The form of new lines. */
    public static final int FORM = 2;

    /** The fields of form 2 in their order; those of form 1 are the first of each name it has. */
    public static final int FIELDS = 11;

    private static final int HEAD = 1 + Long.BYTES;
    /** Which fields form 1 has: actor, kind, about, detail. */
    private static final int FORM_1 = 1 | 1 << 5 | 1 << 6 | 1 << 7;

    private byte[] bytes;
    private int length;
    private int form;
    private int field;

    public LineBytes() {
        bytes = new byte[1024];
    }

    /** Begins a line. @param form 1 or 2 */
    public void begin(int lineForm, long micros) {
        if (lineForm != 1 && lineForm != FORM) {
            throw new IllegalArgumentException("no form " + lineForm);
        }
        form = lineForm;
        field = 0;
        bytes[0] = (byte) lineForm;
        ByteBuffer.wrap(bytes).putLong(1, micros);
        length = HEAD;
    }

    /** Whether the text has bytes of its own: half a surrogate pair would have those of a question mark. */
    public static boolean whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Adds the next of the {@link #FIELDS} fields, {@linkplain #whole whole}; one that the form has not must be empty. */
    public void add(String text) {
        if (!whole(text)) {
            throw new IllegalArgumentException("half a surrogate pair");
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int at = open(utf8.length);
        if (at < 0) {
            if (utf8.length > 0) {
                throw new IllegalArgumentException("form 1 has no such field");
            }
            return;
        }
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
        close(at, utf8.length);
    }

    /** Makes room for the next field; where it begins in {@link #bytes()}, or -1 when the form has no such field. */
    int open(int room) {
        boolean has = form != 1 || (FORM_1 >> field & 1) != 0;
        field++;
        if (!has) {
            return -1;
        }
        int at = length + Integer.BYTES;
        if (at + room > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(at + room, 2 * bytes.length));
        }
        return at;
    }

    void close(int at, int size) {
        byte[] b = bytes;
        b[at - 4] = (byte) (size >>> 24);
        b[at - 3] = (byte) (size >>> 16);
        b[at - 2] = (byte) (size >>> 8);
        b[at - 1] = (byte) size;
        length = at + size;
    }

    /** The buffer: valid up to {@link #length()} and until the next line. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }
}
