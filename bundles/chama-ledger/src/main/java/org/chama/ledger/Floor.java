package org.chama.ledger;

import java.util.concurrent.TimeUnit;

/**
 * After which id waiting lines are looked for. While somebody reads for long, PostgreSQL keeps the rows of sealed lines, and every look
 * from the beginning passes all of them. But a transaction may commit a smaller id than one that is sealed already: so only what was
 * sealed some seconds ago is left out, and now and then nothing is. Not thread-safe.
 */
final class Floor {

    private static final long PERIOD = TimeUnit.SECONDS.toNanos(3);

    private long floor = Long.MIN_VALUE;
    private long next = Long.MIN_VALUE;
    private long highest = Long.MIN_VALUE;
    private long whole = System.nanoTime() - PERIOD;

    /** For the next look. */
    long after() {
        return after(System.nanoTime());
    }

    long after(long now) {
        if (now - whole < PERIOD) {
            return floor;
        }
        whole = now;
        floor = next;
        next = highest;
        return Long.MIN_VALUE;
    }

    /** Lines up to this id have been sealed. */
    void sealed(long id) {
        highest = Math.max(highest, id);
    }
}
