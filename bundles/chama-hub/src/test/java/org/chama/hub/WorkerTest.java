package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.soon;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {

    @Test
    void goesOnAfterAnExceptionAndAfterAnError() {
        AtomicInteger rounds = new AtomicInteger();
        try (Worker worker = new Worker("test", new Bell(), 1, () -> {
            switch (rounds.incrementAndGet()) {
                case 2 -> throw new IllegalStateException("once");
                case 4 -> throw new NoClassDefFoundError("org/example/Gone");
                default -> {
                    return false;
                }
            }
        })) {
            soon().until(() -> rounds.get() > 6);
            assertThat(worker.trouble()).isEmpty();
        }
    }

    @Test
    void saysItsTroubleWhileItLasts() {
        try (Worker worker = new Worker("test", new Bell(), 1, () -> {
            throw new IllegalStateException("the other side is away");
        })) {
            soon().untilAsserted(() -> assertThat(worker.trouble()).isEqualTo("the other side is away"));
        }
    }

    @Test
    void runsARoundAtOnceWhenItsBellRings() {
        AtomicInteger rounds = new AtomicInteger();
        Bell bell = new Bell();
        try (Worker worker = new Worker("test", bell, 3_600_000, () -> {
            rounds.incrementAndGet();
            return false;
        })) {
            soon().until(() -> rounds.get() == 1);
            bell.ring();
            soon().until(() -> rounds.get() == 2);
            assertThat(worker.trouble()).isEmpty();
        }
    }

    @Test
    void runsNoMoreWhenItIsClosed() {
        AtomicInteger rounds = new AtomicInteger();
        Worker worker = new Worker("test", new Bell(), 1, () -> {
            rounds.incrementAndGet();
            return true;
        });
        soon().until(() -> rounds.get() > 0);
        worker.close();
        int after = rounds.get();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("chama-test") && thread.isAlive());
        assertThat(rounds).hasValue(after);
    }
}
