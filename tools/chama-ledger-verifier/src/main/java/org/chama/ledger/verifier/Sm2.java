package org.chama.ledger.verifier;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Checks SM2 signatures (GB/T 32918.2-2016, curve of GB/T 32918.5-2017, the usual identity 1234567812345678). Only public values are
 * seen here, so nothing needs constant time.
 */
final class Sm2 {

    private static final BigInteger P = Sm2Field.P;
    private static final BigInteger A = P.subtract(BigInteger.valueOf(3));
    private static final BigInteger B = hex("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93");
    private static final BigInteger N = hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
    private static final BigInteger GX = hex("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7");
    private static final BigInteger GY = hex("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0");
    private static final Sm2Multiples G = multiples(GX, GY);
    private static final byte[] ID = {'1', '2', '3', '4', '5', '6', '7', '8', '1', '2', '3', '4', '5', '6', '7', '8'};
    private static final int FIELD = 32;

    private final Sm2Multiples key;
    private final byte[] z;

    /**
     * For one public key.
     *
     * @throws IllegalArgumentException when the point is not on the curve
     */
    Sm2(byte[] x, byte[] y) {
        BigInteger px = new BigInteger(1, x);
        BigInteger py = new BigInteger(1, y);
        BigInteger right = px.pow(3).add(A.multiply(px)).add(B).mod(P);
        if (px.compareTo(P) >= 0
                || py.compareTo(P) >= 0
                || !py.multiply(py).mod(P).equals(right)) {
            throw new IllegalArgumentException("the point is not on the curve");
        }
        key = multiples(px, py);
        z = Sm3.of(join(new byte[] {0, (byte) (ID.length * 8)}, ID, field(A), field(B), field(GX), field(GY), x, y));
    }

    /** Thread-safe. */
    boolean good(byte[] message, byte[] der) {
        BigInteger[] rs = DerSignature.read(der);
        if (rs.length == 0) {
            return false;
        }
        BigInteger r = rs[0];
        BigInteger s = rs[1];
        if (r.signum() <= 0 || s.signum() <= 0 || r.compareTo(N) >= 0 || s.compareTo(N) >= 0) {
            return false;
        }
        BigInteger t = r.add(s).mod(N);
        if (t.signum() == 0) {
            return false;
        }
        Sm2Point point = key.addTo(G.addTo(Sm2Point.INFINITY, s), t);
        if (Sm2Field.zero(point.z())) {
            return false;
        }
        BigInteger x = r.subtract(new BigInteger(1, Sm3.of(join(z, message)))).mod(N);
        return has(point, x) || has(point, x.add(N));
    }

    /** Whether this is the point's first coordinate. */
    private static boolean has(Sm2Point point, BigInteger x) {
        return x.compareTo(P) < 0
                && Arrays.equals(point.x(), Sm2Field.times(Sm2Field.of(x), Sm2Field.times(point.z(), point.z())));
    }

    private static Sm2Multiples multiples(BigInteger x, BigInteger y) {
        return new Sm2Multiples(new Sm2Point(Sm2Field.of(x), Sm2Field.of(y), Sm2Point.ONE));
    }

    private static BigInteger hex(String text) {
        return new BigInteger(text, 16);
    }

    private static byte[] field(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] field = new byte[FIELD];
        int size = Math.min(bytes.length, FIELD);
        System.arraycopy(bytes, bytes.length - size, field, FIELD - size, size);
        return field;
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
