package org.chama.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** SM4 (GB/T 32907) in Galois/counter mode. The key's tables are made once for each thread that works at the same time. */
final class Sm4Gcm implements EncryptingKey {

    private static final int TAG_BITS = Envelope.TAG * 8;

    private final Pool<GCMModeCipher> ciphers;

    Sm4Gcm(byte[] secret) {
        KeyParameter key = new KeyParameter(secret);
        ciphers = new Pool<>(() -> {
            GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
            cipher.init(false, new AEADParameters(key, TAG_BITS, new byte[Envelope.NONCE]));
            return cipher;
        });
    }

    @Override
    public void seal(Envelope envelope, byte[] plain, byte[] context) {
        ciphers.with(cipher -> {
            begin(cipher, true, envelope, context);
            int at = envelope.sealedAt();
            try {
                int done = cipher.processBytes(plain, 0, plain.length, envelope.bytes(), at);
                return cipher.doFinal(envelope.bytes(), at + done);
            } catch (InvalidCipherTextException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public Optional<byte[]> open(Envelope envelope, byte[] context) {
        return ciphers.with(cipher -> {
            begin(cipher, false, envelope, context);
            byte[] plain = new byte[envelope.plain()];
            try {
                int done = cipher.processBytes(
                        envelope.bytes(), envelope.sealedAt(), plain.length + Envelope.TAG, plain, 0);
                cipher.doFinal(plain, done);
                return Optional.of(plain);
            } catch (InvalidCipherTextException e) {
                Arrays.fill(plain, (byte) 0);
                return Optional.empty();
            }
        });
    }

    /** Without a key the cipher keeps the one it has. */
    private static void begin(GCMModeCipher cipher, boolean seals, Envelope envelope, byte[] context) {
        byte[] nonce = Arrays.copyOfRange(envelope.bytes(), envelope.nonceAt(), envelope.sealedAt());
        cipher.init(seals, new AEADParameters(null, TAG_BITS, nonce));
        cipher.processAADBytes(envelope.bytes(), 0, envelope.nonceAt());
        cipher.processAADBytes(context, 0, context.length);
    }
}
