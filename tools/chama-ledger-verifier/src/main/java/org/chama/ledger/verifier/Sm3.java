package org.chama.ledger.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** SM3 (GB/T 32905-2016) of whole byte ranges: the time a verification takes is mostly spent here. Not thread-safe. */
public final class Sm3 {

    /** Bytes of a digest. */
    public static final int BYTES = 32;

    private static final int BLOCK = 64;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int[] INITIAL = {
        0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
    };
    /** T(j) rotated by j. */
    private static final int[] ROUND = new int[64];

    static {
        for (int j = 0; j < 64; j++) {
            ROUND[j] = Integer.rotateLeft(j < 16 ? 0x79cc4519 : 0x7a879d8a, j);
        }
    }

    private final int[] state = new int[8];
    private final int[] words = new int[68];
    private final byte[] tail = new byte[2 * BLOCK];

    public static byte[] of(byte[] data) {
        byte[] digest = new byte[BYTES];
        new Sm3().digest(data, 0, data.length, digest, 0);
        return digest;
    }

    /** Of everything the stream gives; it is not closed. */
    public static byte[] of(InputStream in) throws IOException {
        Sm3 sm3 = new Sm3();
        byte[] buffer = new byte[1024 * BLOCK];
        sm3.begin();
        long length = 0;
        int got;
        do {
            got = in.readNBytes(buffer, 0, buffer.length);
            length += got;
            sm3.whole(buffer, 0, got);
        } while (got == buffer.length);
        byte[] digest = new byte[BYTES];
        sm3.end(buffer, got & -BLOCK, got & BLOCK - 1, length, digest, 0);
        return digest;
    }

    /** Writes the digest of {@code data[offset, offset + length)} to {@code into[at, at + 32)}; the two may overlap. */
    public void digest(byte[] data, int offset, int length, byte[] into, int at) {
        begin();
        whole(data, offset, length);
        end(data, offset + (length & -BLOCK), length & BLOCK - 1, length, into, at);
    }

    private void begin() {
        System.arraycopy(INITIAL, 0, state, 0, state.length);
    }

    private void whole(byte[] data, int offset, int length) {
        for (int i = BLOCK; i <= length; i += BLOCK) {
            compress(data, offset + i - BLOCK);
        }
    }

    private void end(byte[] data, int offset, int rest, long length, byte[] into, int at) {
        System.arraycopy(data, offset, tail, 0, rest);
        int end = rest < BLOCK - Long.BYTES ? BLOCK : 2 * BLOCK;
        tail[rest] = (byte) 0x80;
        Arrays.fill(tail, rest + 1, end - Long.BYTES, (byte) 0);
        LONG.set(tail, end - Long.BYTES, length << 3);
        for (int i = 0; i < end; i += BLOCK) {
            compress(tail, i);
        }
        for (int i = 0; i < state.length; i++) {
            INT.set(into, at + Integer.BYTES * i, state[i]);
        }
    }

    /** Four rounds a turn, so that the eight registers need not be moved. */
    private void compress(byte[] data, int offset) {
        int[] w = words;
        for (int j = 0; j < 16; j++) {
            w[j] = (int) INT.get(data, offset + Integer.BYTES * j);
        }
        for (int j = 16; j < 68; j++) {
            int x = w[j - 16] ^ w[j - 9] ^ Integer.rotateLeft(w[j - 3], 15);
            w[j] = x
                    ^ Integer.rotateLeft(x, 15)
                    ^ Integer.rotateLeft(x, 23)
                    ^ Integer.rotateLeft(w[j - 13], 7)
                    ^ w[j - 6];
        }
        int[] t = ROUND;
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int j = 0; j < 16; j += 4) {
            int r = Integer.rotateLeft(a, 12);
            int s = Integer.rotateLeft(r + e + t[j], 7);
            d += (a ^ b ^ c) + (s ^ r) + (w[j] ^ w[j + 4]);
            h += (e ^ f ^ g) + s + w[j];
            h ^= Integer.rotateLeft(h, 9) ^ Integer.rotateLeft(h, 17);
            b = Integer.rotateLeft(b, 9);
            f = Integer.rotateLeft(f, 19);

            r = Integer.rotateLeft(d, 12);
            s = Integer.rotateLeft(r + h + t[j + 1], 7);
            c += (d ^ a ^ b) + (s ^ r) + (w[j + 1] ^ w[j + 5]);
            g += (h ^ e ^ f) + s + w[j + 1];
            g ^= Integer.rotateLeft(g, 9) ^ Integer.rotateLeft(g, 17);
            a = Integer.rotateLeft(a, 9);
            e = Integer.rotateLeft(e, 19);

            r = Integer.rotateLeft(c, 12);
            s = Integer.rotateLeft(r + g + t[j + 2], 7);
            b += (c ^ d ^ a) + (s ^ r) + (w[j + 2] ^ w[j + 6]);
            f += (g ^ h ^ e) + s + w[j + 2];
            f ^= Integer.rotateLeft(f, 9) ^ Integer.rotateLeft(f, 17);
            d = Integer.rotateLeft(d, 9);
            h = Integer.rotateLeft(h, 19);

            r = Integer.rotateLeft(b, 12);
            s = Integer.rotateLeft(r + f + t[j + 3], 7);
            a += (b ^ c ^ d) + (s ^ r) + (w[j + 3] ^ w[j + 7]);
            e += (f ^ g ^ h) + s + w[j + 3];
            e ^= Integer.rotateLeft(e, 9) ^ Integer.rotateLeft(e, 17);
            c = Integer.rotateLeft(c, 9);
            g = Integer.rotateLeft(g, 19);
        }
        for (int j = 16; j < 64; j += 4) {
            int r = Integer.rotateLeft(a, 12);
            int s = Integer.rotateLeft(r + e + t[j], 7);
            d += (a & b | (a | b) & c) + (s ^ r) + (w[j] ^ w[j + 4]);
            h += (g ^ e & (f ^ g)) + s + w[j];
            h ^= Integer.rotateLeft(h, 9) ^ Integer.rotateLeft(h, 17);
            b = Integer.rotateLeft(b, 9);
            f = Integer.rotateLeft(f, 19);

            r = Integer.rotateLeft(d, 12);
            s = Integer.rotateLeft(r + h + t[j + 1], 7);
            c += (d & a | (d | a) & b) + (s ^ r) + (w[j + 1] ^ w[j + 5]);
            g += (f ^ h & (e ^ f)) + s + w[j + 1];
            g ^= Integer.rotateLeft(g, 9) ^ Integer.rotateLeft(g, 17);
            a = Integer.rotateLeft(a, 9);
            e = Integer.rotateLeft(e, 19);

            r = Integer.rotateLeft(c, 12);
            s = Integer.rotateLeft(r + g + t[j + 2], 7);
            b += (c & d | (c | d) & a) + (s ^ r) + (w[j + 2] ^ w[j + 6]);
            f += (e ^ g & (h ^ e)) + s + w[j + 2];
            f ^= Integer.rotateLeft(f, 9) ^ Integer.rotateLeft(f, 17);
            d = Integer.rotateLeft(d, 9);
            h = Integer.rotateLeft(h, 19);

            r = Integer.rotateLeft(b, 12);
            s = Integer.rotateLeft(r + f + t[j + 3], 7);
            a += (b & c | (b | c) & d) + (s ^ r) + (w[j + 3] ^ w[j + 7]);
            e += (h ^ f & (g ^ h)) + s + w[j + 3];
            e ^= Integer.rotateLeft(e, 9) ^ Integer.rotateLeft(e, 17);
            c = Integer.rotateLeft(c, 9);
            g = Integer.rotateLeft(g, 19);
        }
        state[0] ^= a;
        state[1] ^= b;
        state[2] ^= c;
        state[3] ^= d;
        state[4] ^= e;
        state[5] ^= f;
        state[6] ^= g;
        state[7] ^= h;
    }
}
