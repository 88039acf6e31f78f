package org.chama.ledger.verifier;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.ECPoint;

/** An SM2 key pair that signs with BouncyCastle: another hand than the one that verifies. */
final class TestKey {

    private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

    private final SM2Signer signer = new SM2Signer();
    private final byte[] point;

    TestKey(long seed) {
        BigInteger d = new BigInteger(250, new Random(seed)).add(BigInteger.TWO);
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(d, DOMAIN), new SecureRandom()));
        ECPoint q = CURVE.getG().multiply(d).normalize();
        point = q.getEncoded(false);
    }

    byte[] sign(byte[] message) {
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    String pem() {
        byte[] head = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
        byte[] info = new byte[head.length + point.length];
        System.arraycopy(head, 0, info, 0, head.length);
        System.arraycopy(point, 0, info, head.length, point.length);
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
