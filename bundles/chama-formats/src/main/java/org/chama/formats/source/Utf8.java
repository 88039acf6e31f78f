package org.chama.formats.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629). */
public final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH = 0x8080808080808080L;

    private Utf8() {}

    /** Place of the first byte that is not ASCII, {@code to} when there is none. */
    public static int firstHigh(byte[] data, int from, int to) {
        int at = from;
        while (at + 8 <= to && ((long) LONGS.get(data, at) & HIGH) == 0) {
            at += 8;
        }
        while (at < to && data[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Place of the first byte that belongs to no valid sequence, {@code to} when there is none. */
    public static int firstInvalid(byte[] data, int from, int to) {
        int at = firstHigh(data, from, to);
        while (at < to) {
            int length = sequence(data, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
            if (length == 1) {
                at = firstHigh(data, at, to);
            }
        }
        return at;
    }

    /** Bytes of the sequence at a place, 0 when it is none. */
    static int sequence(byte[] data, int at, int to) {
        int first = data[at];
        if (first >= 0) {
            return 1;
        }
        first &= 0xFF;
        if (first < 0xC2 || first > 0xF4 || at + 1 >= to) {
            return 0;
        }
        int second = data[at + 1] & 0xFF;
        if (first < 0xE0) {
            return (second & 0xC0) == 0x80 ? 2 : 0;
        }
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int length = first < 0xF0 ? 3 : 4;
        if (second < least || second > most || at + length > to || (data[at + 2] & 0xC0) != 0x80) {
            return 0;
        }
        return length == 3 || (data[at + 3] & 0xC0) == 0x80 ? length : 0;
    }

    /** Writes a code point; returns the place behind it. */
    static int put(int codePoint, byte[] into, int at) {
        int end = at;
        if (codePoint < 0x80) {
            into[end++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            into[end++] = (byte) (0xC0 | codePoint >> 6);
            into[end++] = (byte) (0x80 | codePoint & 0x3F);
        } else if (codePoint < 0x10000) {
            into[end++] = (byte) (0xE0 | codePoint >> 12);
            into[end++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            into[end++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            into[end++] = (byte) (0xF0 | codePoint >> 18);
            into[end++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            into[end++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            into[end++] = (byte) (0x80 | codePoint & 0x3F);
        }
        return end;
    }
}
