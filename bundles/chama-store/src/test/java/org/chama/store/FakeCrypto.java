package org.chama.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;

/** Hides nothing from who knows how, but keeps every promise the store relies on; it can be made to fail after some work. */
final class FakeCrypto implements Crypto {

    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final Map<String, Integer> highest = new ConcurrentHashMap<>();
    private final AtomicLong nonce = new AtomicLong();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private volatile Runnable event = () -> {};

    /** Lets something happen before the encryption that follows so many more. */
    void after(long encryptions, Runnable happens) {
        event = happens;
        left.set(encryptions);
    }

    @Override
    public byte[] sm3(byte[] data) {
        return digest(data);
    }

    @Override
    public byte[] sm3(InputStream data) throws IOException {
        return digest(data.readAllBytes());
    }

    @Override
    public byte[] hmacSm3(String alias, byte[] data) {
        return digest(alias.getBytes(StandardCharsets.UTF_8), data);
    }

    @Override
    public byte[] encrypt(String alias, byte[] plain, byte[] context) {
        if (left.getAndDecrement() == 0) {
            event.run();
        }
        byte[] key = (alias + "/" + versions.computeIfAbsent(alias, a -> 1)).getBytes(StandardCharsets.UTF_8);
        byte[] number = ByteBuffer.allocate(8).putLong(nonce.incrementAndGet()).array();
        return ByteBuffer.allocate(1 + key.length + 8 + 32 + plain.length)
                .put((byte) key.length)
                .put(key)
                .put(number)
                .put(digest(key, number, context, plain))
                .put(hidden(plain))
                .array();
    }

    @Override
    public String encryptsWith(String alias) {
        return alias + "/" + versions.computeIfAbsent(alias, a -> 1);
    }

    /** As when the suite is changed back to that of an earlier version. */
    void use(String alias, int version) {
        keys();
        versions.put(alias, version);
    }

    @Override
    public byte[] decrypt(byte[] envelope, byte[] context) {
        int at = 1 + envelope[0];
        byte[] key = Arrays.copyOfRange(envelope, 1, at);
        byte[] plain = hidden(Arrays.copyOfRange(envelope, at + 40, envelope.length));
        byte[] right = digest(key, Arrays.copyOfRange(envelope, at, at + 8), context, plain);
        if (!Arrays.equals(right, Arrays.copyOfRange(envelope, at + 8, at + 40))) {
            throw new RefusedException("cannot-decrypt", "不符", "not right");
        }
        return plain;
    }

    @Override
    public String keyOf(byte[] envelope) {
        return new String(envelope, 1, envelope[0], StandardCharsets.UTF_8);
    }

    @Override
    public List<Key> keys() {
        versions.forEach((alias, version) -> highest.merge(alias, version, Math::max));
        return highest.entrySet().stream()
                .map(e -> new Key(e.getKey(), e.getValue(), "SM4", OffsetDateTime.now()))
                .toList();
    }

    @Override
    public Key rotate(String alias) {
        keys();
        versions.put(alias, highest.getOrDefault(alias, 0) + 1);
        return new Key(alias, versions.get(alias), "SM4", OffsetDateTime.now());
    }

    @Override
    public byte[] hmac(String algorithm, byte[] key, byte[] data) {
        throw new UnsupportedOperationException();
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

    private static byte[] hidden(byte[] plain) {
        byte[] hidden = plain.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= (byte) 0xA5;
        }
        return hidden;
    }

    private static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
