package org.chama.ledger.verifier;

import java.util.Arrays;

/**
 * The root over the digests of a block's lines, in the shape of RFC 6962: a tree of n leaves has the largest power of two below n on
 * its left. A leaf is a line's digest; a node is SM3 of one byte {@code 00}, its left and its right child. (Lines begin with another
 * byte: no line can pose as a node.) Not thread-safe.
 */
public final class MerkleTree {

    private static final int NODE = 1 + 2 * Sm3.BYTES;

    private final Sm3 sm3 = new Sm3();
    private final byte[] stack = new byte[33 * Sm3.BYTES];
    private final byte[] node = new byte[NODE];
    private int count;
    private int height;

    public void clear() {
        count = 0;
        height = 0;
    }

    /** Adds the next leaf: 32 bytes. */
    public void add(byte[] digests, int offset) {
        System.arraycopy(digests, offset, stack, height * Sm3.BYTES, Sm3.BYTES);
        height++;
        count++;
        for (int full = count; (full & 1) == 0; full >>= 1) {
            fold();
        }
    }

    /** The root of what was added, at least one leaf; the tree is used up. */
    public byte[] root() {
        while (height > 1) {
            fold();
        }
        return Arrays.copyOf(stack, Sm3.BYTES);
    }

    private void fold() {
        int left = (height - 2) * Sm3.BYTES;
        System.arraycopy(stack, left, node, 1, 2 * Sm3.BYTES);
        sm3.digest(node, 0, NODE, stack, left);
        height--;
    }
}
