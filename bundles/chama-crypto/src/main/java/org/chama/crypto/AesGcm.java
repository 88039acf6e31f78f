package org.chama.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256 in Galois/counter mode, by the JDK, which uses the processor's instructions for it. */
final class AesGcm implements EncryptingKey {

    private final SecretKeySpec key;
    private final Pool<Cipher> ciphers = new Pool<>(AesGcm::cipher);

    AesGcm(byte[] secret) {
        key = new SecretKeySpec(secret, "AES");
    }

    @Override
    public void seal(Envelope envelope, byte[] plain, byte[] context) {
        ciphers.with(cipher -> {
            try {
                begin(cipher, Cipher.ENCRYPT_MODE, envelope, context);
                return cipher.doFinal(plain, 0, plain.length, envelope.bytes(), envelope.sealedAt());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public Optional<byte[]> open(Envelope envelope, byte[] context) {
        return ciphers.with(cipher -> {
            try {
                begin(cipher, Cipher.DECRYPT_MODE, envelope, context);
                return Optional.of(
                        cipher.doFinal(envelope.bytes(), envelope.sealedAt(), envelope.plain() + Envelope.TAG));
            } catch (AEADBadTagException e) {
                return Optional.empty();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void begin(Cipher cipher, int mode, Envelope envelope, byte[] context) throws GeneralSecurityException {
        cipher.init(
                mode,
                key,
                new GCMParameterSpec(Envelope.TAG * 8, envelope.bytes(), envelope.nonceAt(), Envelope.NONCE));
        cipher.updateAAD(envelope.bytes(), 0, envelope.nonceAt());
        cipher.updateAAD(context);
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
