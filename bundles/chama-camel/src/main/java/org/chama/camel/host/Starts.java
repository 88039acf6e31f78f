package org.chama.camel.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads on which connectors start side by side, so many at a time, and the pauses between tries. Thread-safe. */
final class Starts {

    private static final int IDLE_SECONDS = 30;

    private final ScheduledThreadPoolExecutor threads;
    private final Duration first;
    private final Duration longest;

    /** @param first pause after a failure; each one doubles it up to the {@code longest} */
    Starts(int sideBySide, Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        threads = new ScheduledThreadPoolExecutor(sideBySide, work -> {
            Thread thread = new Thread(work, "chama-connectors");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs it now, or after as many failures as there were. */
    Future<?> at(int failures, Runnable start) {
        return threads.schedule(start, pause(failures).toMillis(), TimeUnit.MILLISECONDS);
    }

    Duration pause(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = first;
        for (int i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    void end() {
        threads.shutdownNow();
    }
}
