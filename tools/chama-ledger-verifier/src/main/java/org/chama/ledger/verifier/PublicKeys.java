package org.chama.ledger.verifier;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The public keys obtained apart: SM2, or P-256. A PEM says not which version it is, so a key's name goes to the first of them that
 * fits and stays with it. Thread-safe once all keys are there.
 */
public final class PublicKeys implements Signatures {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final byte[] SM2 = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a811ccf5501822d03420004");
    private static final byte[] P256 =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final int FIELD = 32;

    private final List<Key> keys = new ArrayList<>();
    private final Map<String, Key> known = new ConcurrentHashMap<>();

    /**
     * Adds all keys of a PEM text.
     *
     * @throws IllegalArgumentException when there is none, or one that is neither SM2 nor P-256
     */
    public void add(String pem) {
        int before = keys.size();
        for (int at = pem.indexOf(BEGIN); at >= 0; at = pem.indexOf(BEGIN, at + 1)) {
            int end = pem.indexOf(END, at);
            if (end < 0) {
                throw new IllegalArgumentException("a public key without its end");
            }
            keys.add(key(Base64.getMimeDecoder().decode(pem.substring(at + BEGIN.length(), end))));
        }
        if (keys.size() == before) {
            throw new IllegalArgumentException("no public key");
        }
    }

    @Override
    public boolean good(String name, String algorithm, byte[] header, byte[] signature) {
        Key bound = known.get(name);
        if (bound != null) {
            return bound.good(algorithm, header, signature);
        }
        for (Key key : keys) {
            if (key.good(algorithm, header, signature)) {
                Key owner = known.putIfAbsent(name, key);
                return owner == null || owner == key;
            }
        }
        return false;
    }

    private static Key key(byte[] info) {
        if (info.length == SM2.length + 2 * FIELD && starts(info, SM2)) {
            Sm2 sm2 = new Sm2(
                    Arrays.copyOfRange(info, SM2.length, SM2.length + FIELD),
                    Arrays.copyOfRange(info, SM2.length + FIELD, info.length));
            return (algorithm, header, signature) -> "SM2-SM3".equals(algorithm) && sm2.good(header, signature);
        }
        if (info.length == P256.length + 2 * FIELD && starts(info, P256)) {
            PublicKey ec = ec(info);
            return (algorithm, header, signature) -> "ECDSA-SHA256".equals(algorithm) && ecdsa(ec, header, signature);
        }
        throw new IllegalArgumentException("a key that is neither SM2 nor P-256");
    }

    private static boolean starts(byte[] info, byte[] with) {
        return Arrays.equals(info, 0, with.length, with, 0, with.length);
    }

    private static PublicKey ec(byte[] info) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a point of P-256", e);
        }
    }

    private static boolean ecdsa(PublicKey key, byte[] header, byte[] signature) {
        if (DerSignature.read(signature).length == 0) {
            return false;
        }
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(header);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Checks with one key. */
    private interface Key {
        boolean good(String algorithm, byte[] header, byte[] signature);
    }
}
