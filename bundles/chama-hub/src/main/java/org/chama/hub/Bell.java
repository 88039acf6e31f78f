package org.chama.hub;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bell between two threads: who waits is woken by a ring, or after a while to look by itself. */
public final class Bell {

    private final Semaphore bell = new Semaphore(0);

    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Waits for a ring, at most this long. */
    public void await(long milliseconds) throws InterruptedException {
        if (bell.tryAcquire(milliseconds, TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }
}
