package org.chama.ledger.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A block's header: what its hash and its signature are made of.
 *
 * <p>Bytes, all numbers big-endian: {@code 43 4c 42 01} ("CLB", form 1); number, first line (8 bytes each); count (4); sealed in
 * microseconds since 1970-01-01T00:00:00Z (8); previous, seal, root (32 each); key and algorithm, each as its length in bytes (4) and
 * its UTF-8 bytes.
 *
 * @param number of the block, from 1
 * @param first number of its first line, from 1
 * @param count of its lines, at least 1
 * @param sealed microseconds since 1970-01-01T00:00:00Z
 * @param previous hash of the previous block, 32 zeros in block 1
 * @param seal SM3 of the previous block's signature, 32 zeros in block 1: so a good signature vouches for all before it
 * @param root of the {@link MerkleTree} over the digests of its lines
 * @param key alias and version of the key that signs it
 * @param algorithm of the signature
 */
public record Header(
        long number,
        long first,
        int count,
        long sealed,
        byte[] previous,
        byte[] seal,
        byte[] root,
        String key,
        String algorithm) {

    private static final int MAGIC = 'C' << 24 | 'L' << 16 | 'B' << 8 | 1;
    private static final int FIXED = 2 * Integer.BYTES + 3 * Long.BYTES + 3 * Sm3.BYTES;

    /** Number of the last line. */
    public long last() {
        return first + count - 1;
    }

    public byte[] bytes() {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] a = algorithm.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + 2 * Integer.BYTES + k.length + a.length)
                .putInt(MAGIC)
                .putLong(number)
                .putLong(first)
                .putInt(count)
                .putLong(sealed)
                .put(previous)
                .put(seal)
                .put(root)
                .putInt(k.length)
                .put(k)
                .putInt(a.length)
                .put(a)
                .array();
    }

    public byte[] hash() {
        return Sm3.of(bytes());
    }
}
