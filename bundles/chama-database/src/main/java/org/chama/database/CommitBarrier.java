package org.chama.database;

import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets committers through when a checkpoint that began after their commit has ended. One checkpoint serves all who came before it
 * began; who comes while one runs waits for the next. Thread-safe.
 */
final class CommitBarrier {

    /** Puts everything committed so far on disk. */
    @FunctionalInterface
    interface Checkpoint {
        void run() throws SQLException;
    }

    private static final class Round {
        private boolean over;
        private SQLException failure;
    }

    private final Checkpoint checkpoint;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private Round next = new Round();
    private boolean running;

    CommitBarrier(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** How many wait for others' checkpoints at this moment. */
    int waiting() {
        lock.lock();
        try {
            return lock.getWaitQueueLength(change);
        } finally {
            lock.unlock();
        }
    }

    /** Returns when a checkpoint that began after this call has succeeded; throws what made it fail. */
    void pass() throws SQLException {
        Round mine = join();
        if (mine != null) {
            lead(mine);
        }
    }

    /** Waits for the caller's round: gives it back when the caller must lead it, nothing when another has. */
    private Round join() throws SQLException {
        lock.lock();
        try {
            Round mine = next;
            while (running && !mine.over) {
                change.awaitUninterruptibly();
            }
            if (!mine.over) {
                running = true;
                next = new Round();
                return mine;
            }
            if (mine.failure != null) {
                throw new SQLException(
                        mine.failure.getMessage(),
                        mine.failure.getSQLState(),
                        mine.failure.getErrorCode(),
                        mine.failure);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void lead(Round mine) throws SQLException {
        SQLException failure = new SQLException("the checkpoint did not end");
        try {
            checkpoint.run();
            failure = null;
        } catch (SQLException e) {
            failure = e;
            throw e;
        } finally {
            lock.lock();
            try {
                mine.failure = failure;
                mine.over = true;
                running = false;
                change.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
