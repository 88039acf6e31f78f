package org.chama.formats.source;

import java.util.Arrays;

/** A value on its way from characters to UTF-8 bytes; notes what no value may hold. */
public final class Encoded {

    /** Stands for bytes that are no character of the source's charset, and for control characters of XML. */
    public static final char BROKEN = '\uFDD0';

    private byte[] data = new byte[1024];
    private int size;
    private char high;
    private boolean broken;
    private boolean control;
    private boolean tooLong;

    public void clear() {
        size = 0;
        high = 0;
        broken = false;
        control = false;
        tooLong = false;
    }

    public void append(char[] text, int offset, int length) {
        if (tooLong || size + 3L * length > data.length && !grow(size + 3L * length)) {
            tooLong = true;
            return;
        }
        byte[] into = data;
        int end = size;
        for (int i = offset; i < offset + length; i++) {
            char c = text[i];
            if (high == 0 && c >= 0x20 && c < 0x80) {
                into[end++] = (byte) c;
                continue;
            }
            if (high != 0) {
                if (Character.isLowSurrogate(c)) {
                    end = Utf8.put(Character.toCodePoint(high, c), into, end);
                    high = 0;
                    continue;
                }
                broken = true;
                high = 0;
            }
            if (Character.isHighSurrogate(c)) {
                high = c;
            } else if (Character.isLowSurrogate(c) || c == BROKEN) {
                broken = true;
                end = Utf8.put('\uFFFD', into, end);
            } else {
                control |= c < 0x20 && c != '\t' && c != '\n' && c != '\r';
                end = Utf8.put(c, into, end);
            }
        }
        size = end;
        tooLong = size > Window.RECORD;
    }

    private boolean grow(long needed) {
        if (needed > 4L * Window.RECORD) {
            return false;
        }
        data = Arrays.copyOf(data, (int) Math.max(needed, data.length * 2L));
        return true;
    }

    public byte[] data() {
        return data;
    }

    public int size() {
        return size;
    }

    /** Whether something was no character. */
    public boolean broken() {
        return broken || high != 0;
    }

    /** Whether it holds a control character besides TAB, LF and CR. */
    public boolean control() {
        return control;
    }

    /** Whether it grew beyond a record; the rest was not kept. */
    public boolean tooLong() {
        return tooLong;
    }
}
