package org.chama.codes;

import java.nio.charset.StandardCharsets;

/**
 * Citizen ID (公民身份号码, GB 11643-1999): 6 digits of division, 8 of birth date, 3 of sequence, one check character by ISO 7064
 * MOD 11-2. The division is not looked up: codes are abolished, the numbers that hold them live on.
 */
public final class CitizenId {

    /** Characters of a citizen ID. */
    public static final int LENGTH = 18;

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final byte[] CHECK = "10X98765432".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_YEAR = 1800;

    private CitizenId() {}

    /** What a check finds; the first that applies, in this order. */
    public enum Finding {
        /** The number is right, perhaps with a small x in last place (see {@link CitizenId#isNormal}). */
        GOOD("公民身份号码正确", "the citizen ID is right"),
        WRONG_LENGTH("公民身份号码不是 18 位", "the citizen ID is not 18 characters long"),
        NOT_DIGITS(
                "公民身份号码前 17 位须为数字,末位须为数字或 X",
                "the citizen ID must be 17 digits and a last character that is a digit or X"),
        WRONG_CHECK_DIGIT("公民身份号码校验码不符", "the check character of the citizen ID does not match"),
        IMPOSSIBLE_DATE("公民身份号码中的出生日期不存在", "the birth date in the citizen ID does not exist"),
        FUTURE_DATE("公民身份号码中的出生日期晚于今日", "the birth date in the citizen ID lies in the future");

        private final String zh;
        private final String en;

        Finding(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }

        public boolean isGood() {
            return this == GOOD;
        }

        /** The reason in Chinese; holds no part of the number. */
        public String zh() {
            return zh;
        }

        /** The reason in English; holds no part of the number. */
        public String en() {
            return en;
        }
    }

    /**
     * Checks length, characters, check character and birth date; dates before 1800 do not count as existing.
     *
     * @param today as {@link java.time.LocalDate#toEpochDay()}; a birth today is allowed
     */
    public static Finding check(byte[] data, int offset, int length, long today) {
        if (length != LENGTH) {
            return Finding.WRONG_LENGTH;
        }
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int digit = data[offset + i] - '0';
            if (digit < 0 || digit > 9) {
                return Finding.NOT_DIGITS;
            }
            sum += digit * WEIGHTS[i];
        }
        byte last = data[offset + 17];
        if (last == 'x') {
            last = 'X';
        }
        if (last != 'X' && (last < '0' || last > '9')) {
            return Finding.NOT_DIGITS;
        }
        if (last != CHECK[sum % 11]) {
            return Finding.WRONG_CHECK_DIGIT;
        }
        int year = number(data, offset + 6, 4);
        int month = number(data, offset + 10, 2);
        int day = number(data, offset + 12, 2);
        if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
            return Finding.IMPOSSIBLE_DATE;
        }
        return epochDay(year, month, day) > today ? Finding.FUTURE_DATE : Finding.GOOD;
    }

    /** The same for a text; a convenience that allocates. */
    public static Finding check(String text, long today) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return check(bytes, 0, bytes.length, today);
    }

    /** Whether the last character is not the small x some systems write; asked of a number that was found good. */
    public static boolean isNormal(byte[] data, int offset, int length) {
        return length == 0 || data[offset + length - 1] != 'x';
    }

    /** Writes the one way to spell a good number, with a capital X, into {@link #LENGTH} bytes of {@code into}. */
    public static void normalise(byte[] data, int offset, byte[] into, int at) {
        System.arraycopy(data, offset, into, at, LENGTH);
        if (into[at + LENGTH - 1] == 'x') {
            into[at + LENGTH - 1] = 'X';
        }
    }

    private static int number(byte[] data, int offset, int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            value = value * 10 + data[offset + i] - '0';
        }
        return value;
    }

    private static int daysOf(int year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** As LocalDate counts, without one: years begin in March so that the leap day is the last. */
    private static long epochDay(int year, int month, int day) {
        int y = month > 2 ? year : year - 1;
        int dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
    }
}
