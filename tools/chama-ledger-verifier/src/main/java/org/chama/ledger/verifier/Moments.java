package org.chama.ledger.verifier;

import java.nio.charset.StandardCharsets;

/** Moments as an export writes them: {@code 2026-01-01T12:00:00.123456+08:00}, always these 32 characters, always of Asia/Shanghai. */
public final class Moments {

    static final int LENGTH = 32;

    private static final long MICROS = 1_000_000;
    private static final int DAY = 86_400;
    private static final int OFFSET = 8 * 3_600;
    /** The first and the last moment that is written so. */
    public static final long FIRST = -62_167_248_000_000_000L;

    public static final long LAST = 253_402_271_999_999_999L;
    private static final int[] MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final byte[] FORM = "0000-00-00T00:00:00.000000+08:00".getBytes(StandardCharsets.US_ASCII);

    private Moments() {}

    /** Microseconds since 1970-01-01T00:00:00Z, or {@link Long#MIN_VALUE} when the bytes are not a moment. */
    static long read(byte[] b, int at) {
        for (int i = 0; i < LENGTH; i++) {
            boolean good = FORM[i] == '0' && i < 26 ? b[at + i] >= '0' && b[at + i] <= '9' : b[at + i] == FORM[i];
            if (!good) {
                return Long.MIN_VALUE;
            }
        }
        int year = two(b, at) * 100 + two(b, at + 2);
        int month = two(b, at + 5);
        int day = two(b, at + 8);
        int hour = two(b, at + 11);
        int minute = two(b, at + 14);
        int second = two(b, at + 17);
        if (month < 1
                || month > 12
                || day < 1
                || day > MONTH[month - 1] + (month == 2 && leap(year) ? 1 : 0)
                || hour > 23
                || minute > 59
                || second > 59) {
            return Long.MIN_VALUE;
        }
        long micro = two(b, at + 20) * 10_000L + two(b, at + 22) * 100L + two(b, at + 24);
        long seconds = days(year, month, day) * DAY + hour * 3_600L + minute * 60L + second - OFFSET;
        return seconds * MICROS + micro;
    }

    /** Writes the moment's 32 characters. @throws IllegalArgumentException outside the years 0 to 9999 */
    public static void write(long micros, byte[] into, int at) {
        System.arraycopy(FORM, 0, into, at, LENGTH);
        long local = Math.floorDiv(micros, MICROS) + OFFSET;
        long z = Math.floorDiv(local, (long) DAY) + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int m = (5 * dayOfYear + 2) / 153;
        int month = m < 10 ? m + 3 : m - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0 || year > 9_999) {
            throw new IllegalArgumentException("a moment outside the years 0 to 9999");
        }
        int second = (int) Math.floorMod(local, (long) DAY);
        int micro = (int) Math.floorMod(micros, MICROS);
        put((int) (year / 100), into, at);
        put((int) (year % 100), into, at + 2);
        put(month, into, at + 5);
        put(dayOfYear - (153 * m + 2) / 5 + 1, into, at + 8);
        put(second / 3_600, into, at + 11);
        put(second / 60 % 60, into, at + 14);
        put(second % 60, into, at + 17);
        put(micro / 10_000, into, at + 20);
        put(micro / 100 % 100, into, at + 22);
        put(micro % 100, into, at + 24);
    }

    /** For people: what no calendar has is written as the number it is. */
    static String text(long micros) {
        if (micros < FIRST || micros > LAST) {
            return micros + " µs";
        }
        byte[] bytes = new byte[LENGTH];
        write(micros, bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int two(byte[] b, int at) {
        return (b[at] - '0') * 10 + b[at + 1] - '0';
    }

    private static void put(int value, byte[] into, int at) {
        into[at] = (byte) ('0' + value / 10);
        into[at + 1] = (byte) ('0' + value % 10);
    }

    private static boolean leap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static long days(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
