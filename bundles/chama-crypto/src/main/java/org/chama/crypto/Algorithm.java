package org.chama.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;

/** What a key of the store is for, how long it is and how it is called. */
enum Algorithm {
    SM2("SM2", Use.SIGN, 32, "SM2-SM3"),
    EC_P256("EC-P256", Use.SIGN, 32, "ECDSA-SHA256"),
    SM4("SM4", Use.ENCRYPT, 16, "SM4-GCM"),
    AES_256("AES-256", Use.ENCRYPT, 32, "AES-256-GCM"),
    HMAC_SM3("HMAC-SM3", Use.MAC, 32, "HMAC-SM3");

    /** An alias is for one of these. */
    enum Use {
        SIGN,
        ENCRYPT,
        MAC
    }

    private final String key;
    private final Use use;
    private final int bytes;
    private final String product;

    Algorithm(String key, Use use, int bytes, String product) {
        this.key = key;
        this.use = use;
        this.bytes = bytes;
        this.product = product;
    }

    /** Name of its keys. */
    String key() {
        return key;
    }

    Use use() {
        return use;
    }

    int bytes() {
        return bytes;
    }

    /** Name of what it makes. */
    String product() {
        return product;
    }

    /** A new key: random bytes, or the scalar of a private key, big-endian. */
    byte[] fresh(SecureRandom random) {
        byte[] secret = new byte[bytes];
        if (use == Use.SIGN) {
            BigInteger last = SigningKey.domain(this).getN().subtract(BigInteger.TWO);
            BigIntegers.asUnsignedByteArray(
                    BigIntegers.createRandomInRange(BigInteger.ONE, last, random), secret, 0, bytes);
        } else {
            random.nextBytes(secret);
        }
        return secret;
    }

    static Optional<Algorithm> ofKey(String name) {
        return Arrays.stream(values()).filter(a -> a.key.equals(name)).findFirst();
    }
}
