package org.chama.codes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The mark of a state secret (国家秘密标志, GB/T 9704-2012): 秘密, 机密 or 绝密, then ★ (or ☆), as in {@code 机密★10年}. Blanks may stand
 * before the star and between the two characters. 商业秘密★ and 工作秘密★ mark other things and are not found. A mark made of bytes of
 * two neighbouring values is none: ask for each value by itself, or for all at once and then, if there is something, for each.
 */
public final class SecrecyMark {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** First byte of a star; rare in Chinese text, whose characters begin with E4 to E9. */
    private static final byte STAR = (byte) 0xE2;

    private static final long STARS = (STAR & 0xFF) * ONES;

    // three bytes of UTF-8 each
    private static final int MI_OF_SECRET = 0xE5AF86; // 密
    private static final int SECRET = 0xE7A798; // 秘
    private static final int CONFIDENTIAL = 0xE69CBA; // 机
    private static final int TOP = 0xE7BB9D; // 绝
    private static final int WIDE_BLANK = 0xE38080;
    private static final int BLACK_STAR = 0xE29885;
    private static final int WHITE_STAR = 0xE29886;
    private static final int TRADE_1 = 0xE59586; // 商
    private static final int TRADE_2 = 0xE4B89A; // 业
    private static final int WORK_1 = 0xE5B7A5; // 工
    private static final int WORK_2 = 0xE4BD9C; // 作

    private static final String LEVELS = "秘机绝";
    private static final String BEFORE = "-_. 　－＿—/\\【(（〔[［〖《<「『";
    private static final String AFTER = "-_. 　－＿—/\\】)）〕]］〗》>」』";

    private SecrecyMark() {}

    /**
     * Looks for a mark in UTF-8, at the speed of memory and without making an object.
     *
     * @return where its first character begins, or -1
     */
    public static int find(byte[] data, int offset, int length) {
        int end = offset + length;
        int last = end - 2;
        int at = offset;
        while (at < last) {
            if (at + 8 <= end) {
                long differing = (long) LONGS.get(data, at) ^ STARS;
                long zeros = differing - ONES & ~differing & HIGHS;
                if (zeros == 0) {
                    at += 8;
                    continue;
                }
                at += Long.numberOfTrailingZeros(zeros) >>> 3;
                if (at >= last) {
                    return -1;
                }
            }
            int three = three(data, at);
            if (three == BLACK_STAR || three == WHITE_STAR) {
                int mark = before(data, offset, at);
                if (mark >= 0) {
                    return mark;
                }
                at += 3;
            } else {
                at++;
            }
        }
        return -1;
    }

    /** Whether a text holds a mark with its star. */
    public static boolean in(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if ((text.charAt(i) == '★' || text.charAt(i) == '☆') && marked(text, i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the name of a file says that it is secret: a mark with its star anywhere, or 秘密, 机密, 绝密 alone between brackets
     * ({@code 【机密】名单.csv}) or as a part of the name of its own ({@code 名单-绝密.csv}).
     */
    public static boolean inName(CharSequence name) {
        if (in(name)) {
            return true;
        }
        for (int i = 1; i < name.length(); i++) {
            if (name.charAt(i) == '密'
                    && LEVELS.indexOf(name.charAt(i - 1)) >= 0
                    && (i == 1 || BEFORE.indexOf(name.charAt(i - 2)) >= 0)
                    && (i + 1 == name.length() || AFTER.indexOf(name.charAt(i + 1)) >= 0)) {
                return true;
            }
        }
        return false;
    }

    /** The beginning of the word a star at {@code star} ends, or -1. Looks at no blank twice, so that many stars cost no more. */
    private static int before(byte[] data, int offset, int star) {
        int at = blanks(data, offset, star) - 3;
        if (at < offset || three(data, at) != MI_OF_SECRET) {
            return -1;
        }
        at = blanks(data, offset, at) - 3;
        if (at < offset) {
            return -1;
        }
        int level = three(data, at);
        if (level != SECRET && level != CONFIDENTIAL && level != TOP) {
            return -1;
        }
        return at - 6 >= offset && isOther(three(data, at - 6), three(data, at - 3)) ? -1 : at;
    }

    private static boolean isOther(int first, int second) {
        return first == TRADE_1 && second == TRADE_2 || first == WORK_1 && second == WORK_2;
    }

    /** Where the blanks begin that end at {@code end}. */
    private static int blanks(byte[] data, int offset, int end) {
        int at = end;
        while (at > offset) {
            if (data[at - 1] == ' ' || data[at - 1] == '\t') {
                at--;
            } else if (at - 2 >= offset && data[at - 1] == (byte) 0xA0 && data[at - 2] == (byte) 0xC2) {
                at -= 2;
            } else if (at - 3 >= offset && three(data, at - 3) == WIDE_BLANK) {
                at -= 3;
            } else {
                break;
            }
        }
        return at;
    }

    private static int three(byte[] data, int at) {
        return (data[at] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8 | data[at + 2] & 0xFF;
    }

    private static boolean marked(CharSequence text, int star) {
        int second = blanks(text, star) - 1;
        if (second < 0 || text.charAt(second) != '密') {
            return false;
        }
        int first = blanks(text, second) - 1;
        if (first < 0 || LEVELS.indexOf(text.charAt(first)) < 0) {
            return false;
        }
        return first < 2 || !isOther(text.charAt(first - 2), text.charAt(first - 1));
    }

    private static boolean isOther(char first, char second) {
        return first == '商' && second == '业' || first == '工' && second == '作';
    }

    private static int blanks(CharSequence text, int end) {
        int at = end;
        while (at > 0 && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u00A0' || c == '\u3000';
    }
}
