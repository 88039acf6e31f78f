package org.chama.ledger.verifier;

import java.math.BigInteger;

/** The multiples d·256^w of one point, for every byte d: a product with it is then at most 32 additions. */
final class Sm2Multiples {

    private static final int BYTES = 32;
    private static final int RADIX = 256;

    private final Sm2Point[][] points = new Sm2Point[BYTES][];

    /** @param point with z 1 */
    Sm2Multiples(Sm2Point point) {
        Sm2Point base = point;
        for (int w = 0; w < BYTES; w++) {
            Sm2Point[] row = new Sm2Point[RADIX];
            row[0] = base;
            row[1] = base.twice();
            for (int d = 2; d < RADIX; d++) {
                row[d] = row[d - 1].add(base);
            }
            Sm2Point.flatten(row);
            points[w] = row;
            base = row[RADIX - 1];
        }
    }

    /** The sum of a point and k times this one's. @param k from 0 to 2^256 - 1 */
    Sm2Point addTo(Sm2Point sum, BigInteger k) {
        Sm2Point result = sum;
        for (int w = 0; w < BYTES; w++) {
            int d = k.shiftRight(Byte.SIZE * w).intValue() & RADIX - 1;
            if (d > 0) {
                result = result.add(points[w][d - 1]);
            }
        }
        return result;
    }
}
