package org.chama.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SM3Digest;

/** HMAC-SM3 with one key, whose padded blocks are digested once. Thread-safe. */
final class HmacSm3 {

    private static final int BLOCK = 64;
    private static final int SIZE = 32;

    private final SM3Digest inner;
    private final SM3Digest outer;

    HmacSm3(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sm3(key) : key, BLOCK);
        inner = padded(block, 0x36);
        outer = padded(block, 0x5c);
        Arrays.fill(block, (byte) 0);
    }

    byte[] of(byte[] data) {
        byte[] result = new byte[SIZE];
        SM3Digest digest = new SM3Digest(inner);
        digest.update(data, 0, data.length);
        digest.doFinal(result, 0);
        digest.reset(outer);
        digest.update(result, 0, SIZE);
        digest.doFinal(result, 0);
        return result;
    }

    static byte[] sm3(byte[] data) {
        byte[] result = new byte[SIZE];
        SM3Digest digest = new SM3Digest();
        digest.update(data, 0, data.length);
        digest.doFinal(result, 0);
        return result;
    }

    private static SM3Digest padded(byte[] key, int pad) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (key[i] ^ pad);
        }
        SM3Digest digest = new SM3Digest();
        digest.update(block, 0, BLOCK);
        Arrays.fill(block, (byte) 0);
        return digest;
    }
}
