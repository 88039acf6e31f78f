package org.chama.ledger.verifier;

import static org.chama.ledger.verifier.Sm2Field.minus;
import static org.chama.ledger.verifier.Sm2Field.plus;
import static org.chama.ledger.verifier.Sm2Field.times;

import java.math.BigInteger;

/** A point of SM2's curve in Jacobian coordinates: (x / z², y / z³), at infinity when z is 0. */
record Sm2Point(long[] x, long[] y, long[] z) {

    static final long[] ONE = Sm2Field.of(BigInteger.ONE);
    static final Sm2Point INFINITY = new Sm2Point(ONE, ONE, Sm2Field.of(BigInteger.ZERO));

    /** @param other with z 1, or at infinity */
    Sm2Point add(Sm2Point other) {
        if (other == INFINITY) {
            return this;
        }
        if (Sm2Field.zero(z)) {
            return other;
        }
        long[] zz = times(z, z);
        long[] h = minus(times(other.x, zz), x);
        long[] r = minus(times(times(other.y, z), zz), y);
        if (Sm2Field.zero(h)) {
            return Sm2Field.zero(r) ? twice() : INFINITY;
        }
        long[] hh = times(h, h);
        long[] hhh = times(h, hh);
        long[] v = times(x, hh);
        long[] nx = minus(minus(times(r, r), hhh), plus(v, v));
        return new Sm2Point(nx, minus(times(r, minus(v, nx)), times(y, hhh)), times(z, h));
    }

    Sm2Point twice() {
        long[] zz = times(z, z);
        long[] yy = times(y, y);
        long[] xyy = times(x, yy);
        long[] s = plus(plus(xyy, xyy), plus(xyy, xyy));
        long[] m = times(minus(x, zz), plus(x, zz));
        m = plus(plus(m, m), m);
        long[] yyyy = times(plus(yy, yy), plus(yy, yy));
        long[] nx = minus(times(m, m), plus(s, s));
        return new Sm2Point(nx, minus(times(m, minus(s, nx)), plus(yyyy, yyyy)), times(plus(y, y), z));
    }

    /** Makes every z 1, with a single inversion. None is at infinity. */
    static void flatten(Sm2Point[] points) {
        long[][] products = new long[points.length][];
        long[] product = ONE;
        for (int i = 0; i < points.length; i++) {
            products[i] = product;
            product = times(product, points[i].z);
        }
        long[] inverse = Sm2Field.inverse(product);
        for (int i = points.length - 1; i >= 0; i--) {
            Sm2Point p = points[i];
            long[] one = times(inverse, products[i]);
            inverse = times(inverse, p.z);
            long[] square = times(one, one);
            points[i] = new Sm2Point(times(p.x, square), times(p.y, times(square, one)), ONE);
        }
    }
}
