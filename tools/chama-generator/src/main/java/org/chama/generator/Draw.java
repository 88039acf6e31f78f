package org.chama.generator;

/** Splitmix64, counter-based: what a row draws depends on seed, lane and index alone. */
final class Draw {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** Starts at a row; lanes of the same row are independent of one another. */
    void start(long seed, long lane, long index) {
        state = mix(mix(seed + lane * 0xD1B54A32D192ED03L) + index * GOLDEN);
    }

    /** Uniform below {@code bound}. */
    int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** True in this share of all rows. */
    boolean hits(double share) {
        return (next() >>> 11) * 0x1.0p-53 < share;
    }

    private long next() {
        state += GOLDEN;
        return mix(state);
    }

    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
