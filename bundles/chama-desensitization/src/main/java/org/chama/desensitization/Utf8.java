package org.chama.desensitization;

/** Characters (code points) of UTF-8 without making text of them. */
final class Utf8 {

    private Utf8() {}

    /** Bytes of the character that begins here. */
    static int width(byte first) {
        return first >= 0 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
    }

    static int count(byte[] source, int offset, int length) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += (source[i] & 0xc0) != 0x80 ? 1 : 0;
        }
        return count;
    }

    /** Bytes of the first {@code characters}; all when there are fewer. */
    static int head(byte[] source, int offset, int length, int characters) {
        int at = 0;
        for (int i = 0; i < characters && at < length; i++) {
            at += width(source[offset + at]);
        }
        return Math.min(at, length);
    }

    /** Bytes of the last {@code characters}; all when there are fewer. */
    static int tail(byte[] source, int offset, int length, int characters) {
        int at = length;
        for (int i = 0; i < characters && at > 0; i++) {
            do {
                at--;
            } while (at > 0 && (source[offset + at] & 0xc0) == 0x80);
        }
        return length - at;
    }

    /** Bytes of the Chinese character that begins here (unified ideographs, compatibility, extensions, 〇), or 0 for another. */
    static int han(byte[] source, int at, int end) {
        int first = source[at] & 0xff;
        if (first >= 0xe3 && first <= 0xef && at + 3 <= end) {
            int point = (first & 0x0f) << 12 | (source[at + 1] & 0x3f) << 6 | source[at + 2] & 0x3f;
            return point >= 0x4e00 && point <= 0x9fff
                            || point >= 0x3400 && point <= 0x4dbf
                            || point >= 0xf900 && point <= 0xfaff
                            || point == 0x3007
                    ? 3
                    : 0;
        }
        if (first == 0xf0 && at + 4 <= end) {
            int point = (source[at + 1] & 0x3f) << 12 | (source[at + 2] & 0x3f) << 6 | source[at + 3] & 0x3f;
            return point >= 0x20000 && point <= 0x3ffff ? 4 : 0;
        }
        return 0;
    }
}
