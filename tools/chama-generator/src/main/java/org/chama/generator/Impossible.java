package org.chama.generator;

import java.nio.charset.StandardCharsets;

/**
 * Identifiers with right check digits that nobody can have. Each number is a bijection of the row's index, so none comes twice within
 * its space. Written apart from chama-codes, which then checks it.
 */
final class Impossible {

    /** 100 divisions nobody assigned, 365 days of 1900, 999 sequences. */
    static final long PERSONS = 100L * 365 * 999;

    static final long MEN = 100L * 365 * 500;
    static final long WOMEN = 100L * 365 * 499;

    /** Five characters behind MA0, a block of another province, under division 530000. */
    static final long ENTERPRISES = 31L * 31 * 31 * 31 * 31;

    private static final long STEP = 15_485_863; // a prime that divides none of the spaces
    private static final int[] ID_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final byte[] ID_CHECK = ascii("10X98765432");
    private static final byte[] ALPHABET = ascii("0123456789ABCDEFGHJKLMNPQRTUWXY");
    private static final int[] CODE_WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
    private static final byte[] CARD = ascii("62220200000");
    private static final byte[] ZEROS = ascii("00000000");
    private static final byte[][] AREAS = areas();

    private Impossible() {}

    /** Place of a row in a space of identifiers. */
    static long place(long seed, long index, long space) {
        return (index * STEP + Math.floorMod(Draw.mix(seed), space)) % space;
    }

    /** Day of 1900 in the ID at a place, from 0. */
    static int day(long place) {
        return (int) (place / 100 % 365);
    }

    static void anyId(Row row, long place) {
        id(row, place, place / 36_500 + 1);
    }

    static void manId(Row row, long place) {
        id(row, place, place / 36_500 * 2 + 1);
    }

    static void womanId(Row row, long place) {
        id(row, place, place / 36_500 * 2 + 2);
    }

    private static void id(Row row, long place, long sequence) {
        int start = row.size();
        row.digits(5300, 4).digits(place % 100, 2).digits(1900, 4);
        row.put(Calendar.MONTHS_AND_DAYS[day(place)]).digits(sequence, 3);
        int sum = 0;
        for (int i = 0; i < ID_WEIGHTS.length; i++) {
            sum += (row.data()[start + i] - '0') * ID_WEIGHTS[i];
        }
        row.put(ID_CHECK[sum % 11]);
    }

    /** Authority and kind, 530000, MA0 and five characters, the organisation's check character, the code's. */
    static void creditCode(Row row, byte[] authorityAndKind, long place) {
        int start = row.size();
        row.put(authorityAndKind).digits(530000, 6).put('M').put('A').put('0');
        long rest = place;
        for (int i = 0; i < 5; i++) {
            row.put(ALPHABET[(int) (rest % 31)]);
            rest /= 31;
        }
        int sum = 0;
        for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
            byte character = row.data()[start + 8 + i];
            sum += (character <= '9' ? character - '0' : character - 'A' + 10) * ORGANISATION_WEIGHTS[i];
        }
        int check = 11 - sum % 11;
        row.put(check == 11 ? '0' : check == 10 ? 'X' : '0' + check);
        sum = 0;
        for (int i = 0; i < CODE_WEIGHTS.length; i++) {
            sum += value(row.data()[start + i]) * CODE_WEIGHTS[i];
        }
        row.put(ALPHABET[(31 - sum % 31) % 31]);
    }

    /** 19 digits of branch 0000, which no bank has. */
    static void card(Row row, long index) {
        int start = row.size();
        row.put(CARD).digits(index + 1, 7);
        int sum = 0;
        for (int i = 0; i < 18; i++) {
            int digit = row.data()[start + i] - '0';
            int doubled = (i & 1) == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        row.put('0' + (10 - sum % 10) % 10);
    }

    /** All-zero tail: China keeps no range for fiction. */
    static void phone(Row row, Draw draw) {
        row.put('1').put('3' + draw.below(7)).put('0' + draw.below(10)).put(ZEROS);
    }

    static void landline(Row row, Draw draw) {
        row.put(AREAS[draw.below(AREAS.length)]).put('-').put(ZEROS);
    }

    private static int value(byte character) {
        int value = 0;
        while (ALPHABET[value] != character) {
            value++;
        }
        return value;
    }

    private static byte[][] areas() {
        String[] codes = "0871 0872 0873 0874 0875 0876 0877 0878 0879 0870 0691 0692 0883 0886 0887 0888".split(" ");
        byte[][] areas = new byte[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            areas[i] = ascii(codes[i]);
        }
        return areas;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
