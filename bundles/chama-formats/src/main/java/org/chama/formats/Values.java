package org.chama.formats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Values of items as they stand in files (UTF-8 bytes), read without making an object. All of them are strict: no blanks around, no
 * other digits than ASCII. What is not of the type gives {@link #INVALID} ({@link Double#NaN} of {@link #number}); no valid value does.
 */
public final class Values {

    /** Not a value of the type. The one 64-bit integer lost to it is -9223372036854775808. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] YES = "是".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO = "否".getBytes(StandardCharsets.UTF_8);

    /** Powers of ten that a double holds exactly. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long EXACT = 1L << 53;

    private Values() {}

    /** A 64-bit integer: an optional sign and digits. */
    public static long integer(byte[] data, int offset, int length) {
        int end = offset + length;
        int at = afterSign(data, offset, end);
        if (at == end) {
            return INVALID;
        }
        long number = 0;
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9 || number > Long.MAX_VALUE / 10) {
                return INVALID;
            }
            number = number * 10 + digit;
            if (number < 0) {
                return INVALID;
            }
        }
        return data[offset] == '-' ? -number : number;
    }

    /**
     * A calendar date of the years 0001 to 9999 (proleptic Gregorian, as {@link java.time.LocalDate}) written {@code yyyy-MM-dd} or
     * {@code yyyyMMdd}.
     *
     * @return days since 1970-01-01
     */
    public static long date(byte[] data, int offset, int length) {
        if (length == 8) {
            return day(digits(data, offset, 4), digits(data, offset + 4, 2), digits(data, offset + 6, 2));
        }
        if (length != 10 || data[offset + 4] != '-' || data[offset + 7] != '-') {
            return INVALID;
        }
        return day(digits(data, offset, 4), digits(data, offset + 5, 2), digits(data, offset + 8, 2));
    }

    /**
     * A moment without zone, written {@code yyyy-MM-dd HH:mm:ss} with a blank or {@code T} and up to six digits after a point.
     *
     * @return microseconds since 1970-01-01 00:00:00, both without zone
     */
    public static long datetime(byte[] data, int offset, int length) {
        if (length < 19
                || length == 20
                || length > 26
                || data[offset + 10] != ' ' && data[offset + 10] != 'T'
                || data[offset + 13] != ':'
                || data[offset + 16] != ':') {
            return INVALID;
        }
        long day = date(data, offset, 10);
        int hour = digits(data, offset + 11, 2);
        int minute = digits(data, offset + 14, 2);
        int second = digits(data, offset + 17, 2);
        if (day == INVALID || (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
            return INVALID;
        }
        int micros = 0;
        if (length > 20) {
            micros = digits(data, offset + 20, length - 20);
            if (data[offset + 19] != '.' || micros < 0) {
                return INVALID;
            }
            for (int digit = length; digit < 26; digit++) {
                micros *= 10;
            }
        }
        return (day * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second) * MICROS_PER_SECOND + micros;
    }

    /** 1 for true, 1, 是 and Y, 0 for false, 0, 否 and N, in any case of letters. */
    public static long logical(byte[] data, int offset, int length) {
        switch (length) {
            case 1 -> {
                return switch (data[offset]) {
                    case '1', 'Y', 'y' -> 1;
                    case '0', 'N', 'n' -> 0;
                    default -> INVALID;
                };
            }
            case 3 -> {
                return is(YES, data, offset, 0) ? 1 : is(NO, data, offset, 0) ? 0 : INVALID;
            }
            case 4 -> {
                return is(TRUE, data, offset, 0x20) ? 1 : INVALID;
            }
            case 5 -> {
                return is(FALSE, data, offset, 0x20) ? 0 : INVALID;
            }
            default -> {
                return INVALID;
            }
        }
    }

    /**
     * An exact decimal: an optional sign, digits, and digits after an optional point; at least one digit, no exponent.
     *
     * @return how many digits it needs: {@link #whole} before the point without leading zeros, {@link #fraction} after it without
     *     trailing zeros
     */
    public static long decimal(byte[] data, int offset, int length) {
        int end = offset + length;
        int at = afterSign(data, offset, end);
        int begin = at;
        int significant = -1;
        while (at < end && isDigit(data[at])) {
            if (significant < 0 && data[at] != '0') {
                significant = at;
            }
            at++;
        }
        int whole = significant < 0 ? 0 : at - significant;
        int digits = at - begin;
        int fraction = 0;
        if (at < end && data[at] == '.') {
            int point = at++;
            while (at < end && isDigit(data[at])) {
                if (data[at] != '0') {
                    fraction = at - point;
                }
                at++;
            }
            digits += at - point - 1;
        }
        return at < end || digits == 0 ? INVALID : (long) whole << 32 | fraction;
    }

    /** Digits before the point of a valid {@link #decimal}. */
    public static int whole(long decimal) {
        return (int) (decimal >>> 32);
    }

    /** Digits after the point of a valid {@link #decimal}. */
    public static int fraction(long decimal) {
        return (int) decimal;
    }

    /**
     * A finite IEEE double: a decimal and an optional exponent. Makes an object only for numbers of more than 15 digits or of
     * exponents beyond 22.
     *
     * @return {@link Double#NaN} for anything else, also for a number too large
     */
    public static double number(byte[] data, int offset, int length) {
        int end = offset + length;
        int at = afterSign(data, offset, end);
        long digits = 0;
        int count = 0;
        int scale = 0;
        boolean exact = true;
        boolean point = false;
        for (; at < end; at++) {
            byte c = data[at];
            if (c == '.' && !point) {
                point = true;
            } else if (isDigit(c)) {
                count++;
                exact = exact && digits < EXACT / 10;
                digits = exact ? digits * 10 + c - '0' : digits;
                scale += point ? 1 : 0;
            } else {
                break;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        int exponent = 0;
        if (at < end) {
            int from = afterSign(data, at + 1, end);
            if (data[at] != 'e' && data[at] != 'E' || from >= end) {
                return Double.NaN;
            }
            for (int i = from; i < end; i++) {
                if (!isDigit(data[i])) {
                    return Double.NaN;
                }
                exponent = Math.min(99_999, exponent * 10 + data[i] - '0');
            }
            exponent = data[at + 1] == '-' ? -exponent : exponent;
        }
        exponent -= scale;
        if (!exact || exponent < -22 || exponent > 22) {
            double parsed = Double.parseDouble(new String(data, offset, length, StandardCharsets.ISO_8859_1));
            return Double.isInfinite(parsed) ? Double.NaN : parsed;
        }
        double number = exponent < 0 ? digits / TENS[-exponent] : digits * TENS[exponent];
        return data[offset] == '-' ? -number : number;
    }

    /** Characters (code points) of valid UTF-8. */
    public static int codePoints(byte[] data, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int continuing = 0;
        for (; at + 8 <= end; at += 8) {
            long eight = (long) LONGS.get(data, at);
            continuing += Long.bitCount(eight & ~eight << 1 & 0x8080808080808080L);
        }
        for (; at < end; at++) {
            continuing += (data[at] & 0xC0) == 0x80 ? 1 : 0;
        }
        return length - continuing;
    }

    private static int afterSign(byte[] data, int at, int end) {
        return at < end && (data[at] == '-' || data[at] == '+') ? at + 1 : at;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** A number of at most nine digits, negative when one of them is none. */
    private static int digits(byte[] data, int offset, int length) {
        int number = 0;
        for (int i = offset; i < offset + length; i++) {
            if (!isDigit(data[i])) {
                return -1;
            }
            number = number * 10 + data[i] - '0';
        }
        return number;
    }

    /** Days since 1970-01-01 of a date; years begin in March, as the leap day then ends them. */
    private static long day(int year, int month, int day) {
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return INVALID;
        }
        int marchYear = month > 2 ? year : year - 1;
        int century = marchYear / 100;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return 365L * marchYear + marchYear / 4 - century + century / 4 + dayOfYear - 719_468;
    }

    private static int daysOf(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static boolean is(byte[] word, byte[] data, int offset, int fold) {
        for (int i = 0; i < word.length; i++) {
            if ((data[offset + i] | fold) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
