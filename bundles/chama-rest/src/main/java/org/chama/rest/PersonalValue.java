package org.chama.rest;

import org.chama.codes.CitizenId;
import org.chama.codes.CreditCode;
import org.chama.codes.Luhn;

/** Finds what must not stand in a URL: citizen IDs, mobile numbers, credit codes of single persons' businesses, bank cards. */
final class PersonalValue {

    private static final int PHONE = 11;
    private static final int SHORTEST_CARD = 16;
    private static final long ANY_DAY = Long.MAX_VALUE;

    private PersonalValue() {}

    /**
     * Whether a text holds one: a run of letters and digits that is one, or the digits of the text without what stands between them.
     * Full-width digits and letters count as theirs.
     */
    static boolean in(String text) {
        byte[] run = new byte[text.length()];
        byte[] all = new byte[text.length()];
        int length = 0;
        int total = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = letterOrDigit(text.charAt(i));
            if (c != 0) {
                run[length++] = (byte) c;
                all[total++] = (byte) c;
            } else {
                if (is(run, length)) {
                    return true;
                }
                length = 0;
            }
        }
        return is(run, length) || is(all, total);
    }

    private static boolean is(byte[] data, int length) {
        return phone(data, 0, length)
                || length == PHONE + 2 && data[0] == '8' && data[1] == '6' && phone(data, 2, PHONE)
                || length == CitizenId.LENGTH && citizenId(data)
                || length == CreditCode.LENGTH
                        && data[0] == '9'
                        && data[1] == '2'
                        && CreditCode.check(data, 0, length).isGood()
                || length >= SHORTEST_CARD && data[0] >= '3' && data[0] <= '6' && Luhn.holds(data, 0, length);
    }

    private static boolean phone(byte[] data, int offset, int length) {
        if (length != PHONE || data[offset] != '1' || data[offset + 1] < '3') {
            return false;
        }
        for (int i = offset; i < offset + length; i++) {
            if (data[i] < '0' || data[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean citizenId(byte[] data) {
        CitizenId.Finding finding = CitizenId.check(data, 0, CitizenId.LENGTH, ANY_DAY);
        return finding.isGood() || finding == CitizenId.Finding.IMPOSSIBLE_DATE;
    }

    /** The ASCII capital or digit of a character, 0 for another. */
    private static int letterOrDigit(char c) {
        int ascii = c >= '\uff10' && c <= '\uff5a' ? c - '\uff00' + ' ' : c;
        if (ascii >= 'a' && ascii <= 'z') {
            return ascii - 'a' + 'A';
        }
        return ascii >= 'A' && ascii <= 'Z' || ascii >= '0' && ascii <= '9' ? ascii : 0;
    }
}
