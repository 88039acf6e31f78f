package org.chama.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A key pair: SM2 with SM3 and the user identity {@code 1234567812345678} (GB/T 32918.2, GM/T 0009), or ECDSA on P-256 with SHA-256 and the
 * nonce of RFC 6979. Signatures are DER. Thread-safe.
 */
final class SigningKey {

    private static final byte[] IDENTITY = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
    /** Two integers of 256 bits in DER. */
    private static final int LONGEST = 72;

    private final Algorithm algorithm;
    private final ECPublicKeyParameters open;
    private final Pool<Signer> signers;
    private final Pool<Signer> checkers;

    /** @param scalar the private key, big-endian */
    SigningKey(Algorithm algorithm, byte[] scalar) {
        this(algorithm, new ECPrivateKeyParameters(new BigInteger(1, scalar), domain(algorithm)));
    }

    private SigningKey(Algorithm algorithm, ECPrivateKeyParameters secret) {
        this(algorithm, secret, publicOf(secret));
    }

    private SigningKey(Algorithm algorithm, ECPrivateKeyParameters secret, ECPublicKeyParameters open) {
        this.algorithm = algorithm;
        this.open = open;
        SecureRandom random = new SecureRandom();
        signers = new Pool<>(() -> {
            Signer signer = signer(true);
            signer.init(true, algorithm == Algorithm.SM2 ? named(new ParametersWithRandom(secret, random)) : secret);
            return signer;
        });
        checkers = new Pool<>(() -> {
            Signer signer = signer(false);
            signer.init(false, algorithm == Algorithm.SM2 ? named(open) : open);
            return signer;
        });
    }

    byte[] sign(byte[] data) {
        return signers.with(signer -> {
            signer.update(data, 0, data.length);
            try {
                return signer.generateSignature();
            } catch (CryptoException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    boolean verify(byte[] signature, byte[] data) {
        return signature.length <= LONGEST
                && checkers.with(signer -> {
                    signer.update(data, 0, data.length);
                    return signer.verifySignature(signature);
                });
    }

    /** PEM of the public key's SubjectPublicKeyInfo. */
    String pem() {
        try {
            return Pem.of(
                    "PUBLIC KEY",
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ECNamedDomainParameters domain(Algorithm algorithm) {
        return switch (algorithm) {
            case SM2 ->
                new ECNamedDomainParameters(
                        GMObjectIdentifiers.sm2p256v1, CustomNamedCurves.getByOID(GMObjectIdentifiers.sm2p256v1));
            case EC_P256 ->
                new ECNamedDomainParameters(
                        X9ObjectIdentifiers.prime256v1, CustomNamedCurves.getByOID(X9ObjectIdentifiers.prime256v1));
            default -> throw new IllegalArgumentException(algorithm + " has no curve");
        };
    }

    private Signer signer(boolean signs) {
        if (algorithm == Algorithm.SM2) {
            return new SM2Signer(StandardDSAEncoding.INSTANCE, new SM3Digest());
        }
        ECDSASigner ecdsa = signs ? new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest())) : new ECDSASigner();
        return new DSADigestSigner(ecdsa, new SHA256Digest(), StandardDSAEncoding.INSTANCE);
    }

    private static CipherParameters named(CipherParameters key) {
        return new ParametersWithID(key, IDENTITY);
    }

    private static ECPublicKeyParameters publicOf(ECPrivateKeyParameters secret) {
        ECPoint point = new FixedPointCombMultiplier()
                .multiply(secret.getParameters().getG(), secret.getD())
                .normalize();
        return new ECPublicKeyParameters(point, secret.getParameters());
    }
}
