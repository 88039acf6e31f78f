package org.chama.directory;

import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;

/** Digests and HMACs, and encryption under one key per process. */
final class SmallCrypto implements Crypto {

    private final byte[] key = new byte[16];

    SmallCrypto() {
        new SecureRandom().nextBytes(key);
    }

    @Override
    public byte[] sm3(byte[] data) {
        SM3Digest digest = new SM3Digest();
        digest.update(data, 0, data.length);
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
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
    public byte[] hmac(String algorithm, byte[] with, byte[] data) {
        HMac mac = new HMac(algorithm.equals("HMAC-SM3") ? new SM3Digest() : SHA256Digest.newInstance());
        mac.init(new KeyParameter(with));
        mac.update(data, 0, data.length);
        byte[] out = new byte[32];
        mac.doFinal(out, 0);
        return out;
    }

    @Override
    public byte[] encrypt(String alias, byte[] plain, byte[] context) {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, plain, context);
        byte[] envelope = Arrays.copyOf(nonce, 12 + sealed.length);
        System.arraycopy(sealed, 0, envelope, 12, sealed.length);
        return envelope;
    }

    @Override
    public byte[] decrypt(byte[] envelope, byte[] context) {
        return run(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(envelope, 12),
                Arrays.copyOfRange(envelope, 12, envelope.length),
                context);
    }

    private byte[] run(int mode, byte[] nonce, byte[] data, byte[] context) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context);
            return cipher.doFinal(data);
        } catch (AEADBadTagException e) {
            throw new RefusedException("cannot-decrypt", "无法解密", "cannot decrypt");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Signature sign(String alias, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean verify(Signature signature, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String publicKey(String alias, int version) {
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

    @Override
    public Key rotate(String alias) {
        throw new UnsupportedOperationException();
    }
}
