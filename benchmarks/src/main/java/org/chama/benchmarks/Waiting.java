package org.chama.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again. */
final class Waiting {

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    private Waiting() {}

    /** @throws FailedRunException when it does not come */
    static void until(String what, Duration patience, int everyMillis, Condition condition)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new FailedRunException("waited " + patience.toSeconds() + " s for " + what);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(everyMillis * 1_000_000L);
        }
    }
}
