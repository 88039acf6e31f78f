package org.chama.codes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unified social credit code (统一社会信用代码, GB 32100-2015): registration authority, kind of organisation, 6 digits of division, 9
 * characters of organisation code (GB 11714), one check character. Capital letters only, without I O S V Z.
 */
public final class CreditCode {

    /** Characters of a credit code. */
    public static final int LENGTH = 18;

    private static final byte[] ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = values();
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
    private static final int ORGANISATION_LENGTH = 9;
    private static final int ORGANISATION_START = 8;

    private CreditCode() {}

    /** What a check finds; the first that applies, in this order. */
    public enum Finding {
        GOOD("统一社会信用代码正确", "the credit code is right"),
        WRONG_LENGTH("统一社会信用代码不是 18 位", "the credit code is not 18 characters long"),
        WRONG_CHARACTER(
                "统一社会信用代码含有不允许的字符(须为数字或除 I O S V Z 外的大写字母)",
                "the credit code has a character that is neither a digit nor a capital letter other than I O S V Z"),
        WRONG_DIVISION("统一社会信用代码第 3 至 8 位须为数字", "characters 3 to 8 of the credit code must be digits"),
        WRONG_CHECK_DIGIT("统一社会信用代码校验码不符", "the check character of the credit code does not match");

        private final String zh;
        private final String en;

        Finding(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }

        public boolean isGood() {
            return this == GOOD;
        }

        /** The reason in Chinese; holds no part of the code. */
        public String zh() {
            return zh;
        }

        /** The reason in English; holds no part of the code. */
        public String en() {
            return en;
        }
    }

    /** Checks length, characters and the check character of the credit code. */
    public static Finding check(byte[] data, int offset, int length) {
        if (length != LENGTH) {
            return Finding.WRONG_LENGTH;
        }
        int sum = 0;
        boolean digits = true;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int value = VALUES[data[offset + i] & 0xFF];
            if (value < 0) {
                return Finding.WRONG_CHARACTER;
            }
            digits &= i < 2 || i > 7 || value < 10;
            sum += value * WEIGHTS[i];
        }
        if (VALUES[data[offset + 17] & 0xFF] < 0) {
            return Finding.WRONG_CHARACTER;
        }
        if (!digits) {
            return Finding.WRONG_DIVISION;
        }
        return data[offset + 17] == ALPHABET[(31 - sum % 31) % 31] ? Finding.GOOD : Finding.WRONG_CHECK_DIGIT;
    }

    /** The same for a text; a convenience that allocates. */
    public static Finding check(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return check(bytes, 0, bytes.length);
    }

    /**
     * Whether the organisation code inside a good credit code holds its own check character. Codes that do not are in use: a
     * warning, not a reason to reject.
     */
    public static boolean organisationHolds(byte[] data, int offset) {
        return isOrganisationCode(data, offset + ORGANISATION_START, ORGANISATION_LENGTH);
    }

    /** Whether these are the 9 characters of an organisation code (组织机构代码, GB 11714) with the right check character. */
    public static boolean isOrganisationCode(byte[] data, int offset, int length) {
        if (length != ORGANISATION_LENGTH) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
            byte character = data[offset + i];
            int value;
            if (character >= '0' && character <= '9') {
                value = character - '0';
            } else if (character >= 'A' && character <= 'Z') {
                value = character - 'A' + 10;
            } else {
                return false;
            }
            sum += value * ORGANISATION_WEIGHTS[i];
        }
        int check = 11 - sum % 11;
        int expected = check == 11 ? '0' : check == 10 ? 'X' : '0' + check;
        return data[offset + 8] == expected;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            values[ALPHABET[i]] = (byte) i;
        }
        return values;
    }
}
