package org.chama.ledger;

import java.io.InputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.ECPoint;
import org.chama.api.crypto.Crypto;

/** Signs with SM2 by BouncyCastle; nothing else is needed here. */
final class FakeCrypto implements Crypto {

    private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

    private final Random seed;
    private final List<BigInteger> keys = new ArrayList<>();
    private volatile Runnable whileSigning = () -> {};

    FakeCrypto(long seed) {
        this.seed = new Random(seed);
        rotate("ledger");
    }

    /** What happens between the reading of the lines and the signature. */
    void whileSigning(Runnable work) {
        whileSigning = work;
    }

    @Override
    public synchronized Signature sign(String alias, byte[] data) {
        whileSigning.run();
        SM2Signer signer = new SM2Signer();
        BigInteger key = keys.get(keys.size() - 1);
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(key, DOMAIN), new SecureRandom()));
        signer.update(data, 0, data.length);
        try {
            return new Signature(alias, keys.size(), "SM2-SM3", signer.generateSignature());
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized boolean verify(Signature signature, byte[] data) {
        if (!signature.alias().equals("ledger")
                || signature.version() < 1
                || signature.version() > keys.size()
                || !signature.algorithm().equals("SM2-SM3")) {
            return false;
        }
        SM2Signer signer = new SM2Signer();
        signer.init(false, new ECPublicKeyParameters(point(signature.version()), DOMAIN));
        signer.update(data, 0, data.length);
        return signer.verifySignature(signature.value());
    }

    @Override
    public synchronized String publicKey(String alias, int version) {
        byte[] head = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
        byte[] point = point(version).getEncoded(false);
        byte[] info = new byte[head.length + point.length];
        System.arraycopy(head, 0, info, 0, head.length);
        System.arraycopy(point, 0, info, head.length, point.length);
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info)
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public synchronized Key rotate(String alias) {
        keys.add(new BigInteger(250, seed).add(BigInteger.TWO));
        return new Key(alias, keys.size(), "SM2", OffsetDateTime.now(ZoneOffset.UTC));
    }

    private ECPoint point(int version) {
        return CURVE.getG().multiply(keys.get(version - 1)).normalize();
    }

    @Override
    public byte[] sm3(byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] sm3(InputStream data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] hmacSm3(String alias, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] hmac(String algorithm, byte[] key, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] encrypt(String alias, byte[] plain, byte[] context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] decrypt(byte[] envelope, byte[] context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String keyOf(byte[] envelope) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Key> keys() {
        throw new UnsupportedOperationException();
    }
}
