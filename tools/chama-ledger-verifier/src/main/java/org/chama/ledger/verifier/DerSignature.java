package org.chama.ledger.verifier;

import java.math.BigInteger;
import java.util.Arrays;

/** {@code SEQUENCE { r INTEGER, s INTEGER }} in its only right encoding. */
final class DerSignature {

    private static final BigInteger[] NONE = {};
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int LONGEST = 33;

    private DerSignature() {}

    /** r and s, or nothing when the bytes are anything else. */
    static BigInteger[] read(byte[] der) {
        if (der.length < 8 || der.length > 2 * (LONGEST + 2) + 2 || der[0] != SEQUENCE || der[1] != der.length - 2) {
            return NONE;
        }
        int second = end(der, 2);
        if (second < 0 || end(der, second) != der.length) {
            return NONE;
        }
        return new BigInteger[] {value(der, 2, second), value(der, second, der.length)};
    }

    /** Where the integer that begins here ends, or -1. */
    private static int end(byte[] der, int at) {
        if (at + 3 > der.length || der[at] != INTEGER || der[at + 1] < 1 || der[at + 1] > LONGEST) {
            return -1;
        }
        int end = at + 2 + der[at + 1];
        if (end > der.length) {
            return -1;
        }
        boolean padded = der[at + 1] > 1 && der[at + 2] == 0 && der[at + 3] >= 0;
        return padded ? -1 : end;
    }

    private static BigInteger value(byte[] der, int at, int end) {
        return new BigInteger(Arrays.copyOfRange(der, at + 2, end));
    }
}
