package org.chama.ledger.verifier;

import java.math.BigInteger;

/**
 * Numbers modulo the prime p of SM2's curve, as four words of 64 bits, the lowest first, in Montgomery's form (times 2^256). Modulo 2^64
 * p is -1, so the lowest word is itself what must be multiplied by p to make it zero.
 */
final class Sm2Field {

    static final BigInteger P = new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF", 16);

    private static final int WORDS = 4;
    private static final long[] PRIME = words(P);

    private Sm2Field() {}

    /** @param value from 0 to p - 1 */
    static long[] of(BigInteger value) {
        return words(value.shiftLeft(WORDS * Long.SIZE).mod(P));
    }

    static long[] times(long[] a, long[] b) {
        long[] t = new long[WORDS];
        long top = 0;
        for (int i = 0; i < WORDS; i++) {
            long carry = add(t, a, b[i]);
            long sum = top + carry;
            top = less(sum, carry);
            carry = add(t, PRIME, t[0]);
            t[0] = t[1];
            t[1] = t[2];
            t[2] = t[3];
            t[3] = sum + carry;
            top += less(t[3], carry);
        }
        return reduced(t, top);
    }

    static long[] plus(long[] a, long[] b) {
        long[] sum = new long[WORDS];
        long carry = 0;
        for (int i = 0; i < WORDS; i++) {
            long word = a[i] + b[i];
            sum[i] = word + carry;
            carry = less(word, a[i]) + less(sum[i], carry);
        }
        return reduced(sum, carry);
    }

    static long[] minus(long[] a, long[] b) {
        long[] difference = new long[WORDS];
        return subtract(difference, a, b) == 0 ? difference : wrapped(difference);
    }

    static long[] inverse(long[] a) {
        BigInteger product = number(times(a, words(BigInteger.ONE)));
        return of(product.modInverse(P));
    }

    static boolean zero(long[] a) {
        return (a[0] | a[1] | a[2] | a[3]) == 0;
    }

    /** t += a * m; what goes beyond the four words. */
    private static long add(long[] t, long[] a, long m) {
        long carry = 0;
        for (int i = 0; i < WORDS; i++) {
            long low = a[i] * m;
            long high = Math.multiplyHigh(a[i], m) + (a[i] >> 63 & m) + (m >> 63 & a[i]);
            low += carry;
            high += less(low, carry);
            t[i] += low;
            carry = high + less(t[i], low);
        }
        return carry;
    }

    private static long[] reduced(long[] t, long top) {
        long[] less = new long[WORDS];
        return subtract(less, t, PRIME) == 0 || top != 0 ? less : t;
    }

    private static long[] wrapped(long[] negative) {
        long carry = 0;
        for (int i = 0; i < WORDS; i++) {
            long word = negative[i] + PRIME[i];
            negative[i] = word + carry;
            carry = less(word, PRIME[i]) + less(negative[i], carry);
        }
        return negative;
    }

    private static long subtract(long[] into, long[] a, long[] b) {
        long borrow = 0;
        for (int i = 0; i < WORDS; i++) {
            long word = a[i] - b[i];
            into[i] = word - borrow;
            borrow = less(a[i], b[i]) + less(word, borrow);
        }
        return borrow;
    }

    /** 1 when a is less than b, both without sign. */
    private static long less(long a, long b) {
        return a + Long.MIN_VALUE < b + Long.MIN_VALUE ? 1 : 0;
    }

    private static long[] words(BigInteger value) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = value.shiftRight(i * Long.SIZE).longValue();
        }
        return words;
    }

    private static BigInteger number(long[] words) {
        BigInteger number = BigInteger.ZERO;
        for (int i = WORDS - 1; i >= 0; i--) {
            number = number.shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(words[i])));
        }
        return number;
    }
}
