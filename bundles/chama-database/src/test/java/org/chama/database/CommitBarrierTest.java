package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitBarrierTest {

    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore go = new Semaphore(0);
    private volatile String failure = "";
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CommitBarrier barrier = new CommitBarrier(() -> {
        begun.incrementAndGet();
        go.acquireUninterruptibly();
        if (!failure.isEmpty()) {
            throw new SQLException(failure);
        }
    });

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void servesAllWhoWaitWithOneCheckpointThatBeganAfterTheyCame() throws Exception {
        Future<?> first = enter();
        await().until(() -> begun.get() == 1);
        List<Future<?>> rest = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rest.add(enter());
        }
        await().until(() -> barrier.waiting() == 10);

        go.release();
        first.get();
        await().until(() -> begun.get() == 2);
        assertThat(rest).noneMatch(Future::isDone);

        go.release();
        for (Future<?> one : rest) {
            one.get();
        }
        assertThat(begun).hasValue(2);
    }

    @Test
    void failsAllWhoWaitedForAFailedCheckpointAndOnlyThem() throws Exception {
        Future<?> first = enter();
        await().until(() -> begun.get() == 1);
        List<Future<?>> rest = List.of(enter(), enter(), enter());
        await().until(() -> barrier.waiting() == 3);
        go.release();
        first.get();

        failure = "disk full";
        go.release();
        for (Future<?> one : rest) {
            assertThatThrownBy(one::get).hasRootCauseMessage("disk full");
        }

        failure = "";
        go.release();
        barrier.pass();
        assertThat(begun).hasValue(3);
    }

    private Future<?> enter() {
        return threads.submit(() -> {
            barrier.pass();
            return null;
        });
    }
}
