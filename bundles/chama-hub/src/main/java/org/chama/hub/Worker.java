package org.chama.hub;

import org.chama.api.database.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that does one thing again and again. A failure is said once when it begins and once when it is over; meanwhile
 * the work is tried again after a growing pause.
 */
public final class Worker implements AutoCloseable {

    /** One round of the work. */
    @FunctionalInterface
    public interface Round {
        /** Does what there is to do. @return whether there may be more at once */
        boolean run() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long LONGEST_PAUSE = 5_000;

    private final String name;
    private final Bell bell;
    private final long rest;
    private final Round round;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile String trouble = "";

    /** @param rest milliseconds between rounds when nobody rings */
    public Worker(String name, Bell bell, long rest, Round round) {
        this.name = name;
        this.bell = bell;
        this.rest = rest;
        this.round = round;
        this.thread = new Thread(this::loop, "chama-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the work does not go on; empty when it does. */
    public String trouble() {
        return trouble;
    }

    /** Asks it to stop after the round that runs now. */
    public void stop() {
        stopped = true;
        bell.ring();
    }

    /** Stops after the round that runs now, waiting for it at most half a minute. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(30_000);
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        long pause = 100;
        while (!stopped) {
            try {
                boolean more = round.run();
                if (!trouble.isEmpty()) {
                    LOG.info("{} goes on", name);
                    trouble = "";
                }
                pause = 100;
                if (!more) {
                    bell.await(rest);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // an error too: a thread that ended would be missed by nobody
                String what = e instanceof DatabaseException outage && outage.kind() == DatabaseException.Cause.OUTAGE
                        ? "the database is away: " + e.getMessage()
                        : String.valueOf(e.getMessage());
                if (trouble.isEmpty() && !stopped) {
                    LOG.warn("{} pauses: {}", name, what, e);
                }
                trouble = what;
                try {
                    bell.await(pause);
                } catch (InterruptedException stop) {
                    return;
                }
                pause = Math.min(LONGEST_PAUSE, pause * 2);
            }
        }
    }
}
