package org.chama.hub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final String ID = "530000190001010016";

    private final Guard guard = new Guard(1);

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void givesWhatThePluginGives() throws Exception {
        assertThat(guard.run("dataset phone/1.0.0", () -> 7)).isEqualTo(7);
    }

    @Test
    void quotesNothingOfWhatAPluginThrew() {
        assertThatThrownBy(() -> guard.run("dataset phone/1.0.0", () -> Long.parseLong(ID + "x")))
                .isInstanceOfSatisfying(PolicyFault.class, fault -> {
                    assertThat(fault.refusal().code()).isEqualTo("policy-throws");
                    StringWriter trace = new StringWriter();
                    fault.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString())
                            .doesNotContain(ID)
                            .contains("NumberFormatException", GuardTest.class.getName());
                });
    }

    @Test
    void interruptsWhoWaitsForAPluginWhenItIsClosed() throws Exception {
        Guard patient = new Guard(3_600);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> assertThatThrownBy(() -> patient.run("dataset slow/1.0.0", () -> {
                            begun.countDown();
                            return stubborn(end);
                        }))
                        .isInstanceOf(InterruptedException.class));
        begun.await();

        patient.close();

        waiting.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> patient.run("dataset phone/1.0.0", () -> 1)).isInstanceOf(InterruptedException.class);
        end.countDown();
    }

    @Test
    void beginsNothingAgainThatHangsThreeTimesUntilItEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.run("dataset slow/1.0.0", () -> {
                        begun.incrementAndGet();
                        return stubborn(end);
                    }))
                    .isInstanceOfSatisfying(
                            PolicyFault.class,
                            fault -> assertThat(fault.refusal().code()).isEqualTo("policy-hangs"));
        }
        assertThat(begun).hasValue(3);
        assertThat(guard.run("dataset slow/1.0.1", () -> 1)).isEqualTo(1);

        end.countDown();

        Awaitility.await().untilAsserted(() -> assertThat(guard.run("dataset slow/1.0.0", () -> 2))
                .isEqualTo(2));
    }

    private static int stubborn(CountDownLatch end) {
        while (true) {
            try {
                end.await();
                return 0;
            } catch (InterruptedException e) {
                // a plugin that cannot be stopped
                continue;
            }
        }
    }
}
