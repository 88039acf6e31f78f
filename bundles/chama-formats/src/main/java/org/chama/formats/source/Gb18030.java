package org.chama.formats.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * Strict GB 18030 to UTF-8 by table; the JDK's charset is the source of the tables. Trail bytes are 30-39, 40-7E and 80-FE, so the
 * bytes that cut a CSV (comma, semicolon, quote, TAB, CR, LF) are never part of a character.
 */
public final class Gb18030 {

    static final int MALFORMED = -1;
    static final int CUT = -2;

    private static final int TRAILS = 190;
    private static final int BASIC = 39_420;
    private static final int SUPPLEMENTARY = 189_000;
    /** Characters of two bytes; 0 for none. */
    private static final char[] TWO = new char[126 * TRAILS];
    /** Characters of the basic plane of four bytes; 0 for none. */
    private static final char[] FOUR = new char[BASIC];

    static {
        CharsetDecoder decoder = Charset.forName("GB18030")
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        byte[] code = new byte[4];
        for (int i = 0; i < TWO.length; i++) {
            int trail = i % TRAILS;
            code[0] = (byte) (0x81 + i / TRAILS);
            code[1] = (byte) (trail < 63 ? 0x40 + trail : 0x41 + trail);
            TWO[i] = character(decoder, code, 2);
        }
        for (int i = 0; i < BASIC; i++) {
            code[0] = (byte) (0x81 + i / 12_600);
            code[1] = (byte) (0x30 + i / 1_260 % 10);
            code[2] = (byte) (0x81 + i / 10 % 126);
            code[3] = (byte) (0x30 + i % 10);
            FOUR[i] = character(decoder, code, 4);
        }
    }

    private Gb18030() {}

    private static char character(CharsetDecoder decoder, byte[] code, int length) {
        CharBuffer out = CharBuffer.allocate(2);
        decoder.reset();
        boolean whole =
                decoder.decode(ByteBuffer.wrap(code, 0, length), out, true).isUnderflow();
        return whole && out.position() == 1 ? out.get(0) : 0;
    }

    /**
     * Writes characters as UTF-8.
     *
     * @param into has room for half as many bytes again
     * @return the place behind them, or -1 when something is not of GB 18030
     */
    public static int toUtf8(byte[] source, int from, int to, byte[] into, int start) {
        int at = from;
        int end = start;
        while (at < to) {
            byte first = source[at];
            if (first >= 0) {
                into[end++] = first;
                at++;
            } else {
                int character = at(source, at, to);
                if (character < 0) {
                    return -1;
                }
                end = Utf8.put(character, into, end);
                at += length(source, at);
            }
        }
        return end;
    }

    static boolean valid(byte[] source, int from, int to) {
        int at = from;
        while (at < to) {
            if (at(source, at, to) < 0) {
                return false;
            }
            at += length(source, at);
        }
        return true;
    }

    /** The code point at a place, {@link #MALFORMED}, or {@link #CUT} when more bytes would decide. */
    static int at(byte[] source, int at, int to) {
        int first = source[at] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        if (first == 0x80 || first == 0xFF) {
            return MALFORMED;
        }
        if (at + 1 >= to) {
            return CUT;
        }
        int second = source[at + 1] & 0xFF;
        if (second >= 0x40) {
            if (second == 0x7F || second == 0xFF) {
                return MALFORMED;
            }
            char character = TWO[(first - 0x81) * TRAILS + second - (second < 0x7F ? 0x40 : 0x41)];
            return character == 0 ? MALFORMED : character;
        }
        if (second < 0x30 || second > 0x39) {
            return MALFORMED;
        }
        if (at + 3 >= to) {
            return CUT;
        }
        int third = source[at + 2] & 0xFF;
        int fourth = source[at + 3] & 0xFF;
        if (third < 0x81 || third > 0xFE || fourth < 0x30 || fourth > 0x39) {
            return MALFORMED;
        }
        int number = (((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
        if (number < BASIC) {
            return FOUR[number] == 0 ? MALFORMED : FOUR[number];
        }
        int character = 0x10000 + number - SUPPLEMENTARY;
        return number >= SUPPLEMENTARY && character <= Character.MAX_CODE_POINT ? character : MALFORMED;
    }

    /** Bytes of the character at a place where {@link #at} found one. */
    static int length(byte[] source, int at) {
        return source[at] >= 0 ? 1 : (source[at + 1] & 0xFF) >= 0x40 ? 2 : 4;
    }
}
