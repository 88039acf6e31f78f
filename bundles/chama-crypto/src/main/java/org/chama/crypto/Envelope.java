package org.chama.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A ciphertext and what opens it:
 *
 * <pre>
 * byte 0       form, 1
 * byte 1       algorithm: 1 SM4-GCM, 2 AES-256-GCM
 * byte 2       n, length of the alias, 1 to 128
 * n bytes      alias, ASCII
 * 4 bytes      version, big-endian, from 1
 * 12 bytes     nonce, random
 * the rest     ciphertext, as long as the plain text, and the 16 bytes of the tag
 * </pre>
 *
 * What is before the nonce is authenticated, and after it the context.
 *
 * @param nonceAt where the nonce begins
 */
record Envelope(byte[] bytes, Algorithm algorithm, String alias, int version, int nonceAt) {

    static final int NONCE = 12;
    static final int TAG = 16;

    private static final byte FORM = 1;
    private static final int ALIAS_AT = 3;
    private static final int VERSION = 4;

    /** One to be filled, with its head written. */
    static Envelope fresh(KeyEntry key, int plain) {
        byte[] alias = key.alias().getBytes(StandardCharsets.US_ASCII);
        int nonceAt = ALIAS_AT + alias.length + VERSION;
        byte[] bytes = new byte[Math.addExact(nonceAt + NONCE + TAG, plain)];
        ByteBuffer.wrap(bytes)
                .put(FORM)
                .put(code(key.algorithm()))
                .put((byte) alias.length)
                .put(alias)
                .putInt(key.version());
        return new Envelope(bytes, key.algorithm(), key.alias(), key.version(), nonceAt);
    }

    /** Nothing when the bytes are no envelope. */
    static Optional<Envelope> parse(byte[] bytes) {
        if (bytes.length < ALIAS_AT + 1 + VERSION + NONCE + TAG || bytes[0] != FORM) {
            return Optional.empty();
        }
        Algorithm algorithm = bytes[1] == 1 ? Algorithm.SM4 : Algorithm.AES_256;
        int length = bytes[2];
        int nonceAt = ALIAS_AT + length + VERSION;
        if (code(algorithm) != bytes[1] || length < 1 || bytes.length < nonceAt + NONCE + TAG) {
            return Optional.empty();
        }
        String alias = new String(bytes, ALIAS_AT, length, StandardCharsets.ISO_8859_1);
        int version = ByteBuffer.wrap(bytes).getInt(ALIAS_AT + length);
        return KeyEntry.isAlias(alias) && version > 0
                ? Optional.of(new Envelope(bytes, algorithm, alias, version, nonceAt))
                : Optional.empty();
    }

    int plain() {
        return bytes.length - nonceAt - NONCE - TAG;
    }

    int sealedAt() {
        return nonceAt + NONCE;
    }

    private static byte code(Algorithm algorithm) {
        return switch (algorithm) {
            case SM4 -> 1;
            case AES_256 -> 2;
            default -> throw new IllegalArgumentException(algorithm + " does not encrypt");
        };
    }
}
