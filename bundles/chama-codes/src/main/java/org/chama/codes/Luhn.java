package org.chama.codes;

/** The check digit of bank cards (ISO/IEC 7812-1, Luhn). */
public final class Luhn {

    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;

    private Luhn() {}

    /** Whether these are 12 to 19 digits, not all zero, whose last is the right check digit. */
    public static boolean holds(byte[] data, int offset, int length) {
        if (length < SHORTEST || length > LONGEST) {
            return false;
        }
        int sum = 0;
        int any = 0;
        for (int i = 0; i < length; i++) {
            int digit = data[offset + length - 1 - i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            any |= digit;
            int doubled = (i & 1) == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return any != 0 && sum % 10 == 0;
    }
}
