package org.chama.camel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.service.ServiceSupport;
import org.awaitility.core.ConditionFactory;
import org.chama.api.RefusedException;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.camel.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connectors come up: slow ones, ones that cannot, ones that are stopped before they have. */
@Timeout(60)
class StartingTest {

    private final Starts starts = new Starts(4, Duration.ofMillis(20), Duration.ofMillis(100));
    private final ConnectorHost host = new ConnectorHost(new FakeIntake(), starts);

    @AfterEach
    void stop() throws InterruptedException {
        host.stop();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
    }

    private static Fakes.Reference named(String name) {
        return new Fakes.Reference(Map.of(Connector.NAME, name));
    }

    private static Connector direct(String name, AtomicBoolean defined) {
        return route -> {
            route.from("direct:" + name).to("chama:intake/vehicles");
            defined.set(true);
        };
    }

    private ConnectorStatus status(String name) {
        return host.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void startsOthersWhileOneIsSlow() {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            host.addConnector(named("slow" + i), route -> {
                mayGoOn.await();
                route.from("direct:slow").to("chama:intake/vehicles");
            });
        }
        AtomicBoolean quick = new AtomicBoolean();
        host.addConnector(named("quick"), direct("quick", quick));

        soon().until(() -> quick.get() && status("quick").reason().isEmpty());
        assertThat(status("slow0").state()).isEqualTo(ConnectorState.UNKNOWN);
        assertThat(status("slow0").reason())
                .hasValueSatisfying(why -> assertThat(why.en()).isEqualTo("starting"));
        mayGoOn.countDown();
        soon().until(() -> status("slow0").reason().isEmpty());
    }

    @Test
    void triesAgainWhatCannotStartAndSaysWhyMeanwhile() {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean works = new AtomicBoolean();
        host.addConnector(named("later"), route -> {
            tries.incrementAndGet();
            if (!works.get()) {
                throw new RefusedException("away", "对方未启动", "the other side is not up");
            }
            route.from("direct:later").to("chama:intake/vehicles");
        });
        soon().until(() -> status("later").state() == ConnectorState.DOWN);
        ConnectorStatus down = status("later");
        int before = tries.get();
        while (tries.get() < before + 3) {
            assertThat(status("later")).isEqualTo(down);
        }
        assertThat(down.reason()).hasValueSatisfying(why -> assertThat(why.zh()).isEqualTo("对方未启动"));

        works.set(true);

        soon().until(() -> status("later").state() == ConnectorState.UNKNOWN);
        assertThat(status("later").reason()).isEmpty();
        int last = tries.get();
        host.run("later", true);
        assertThat(tries).hasValue(last);
    }

    @Test
    void pausesLongerAfterEachFailureUpToABound() {
        assertThat(starts.pause(0)).isZero();
        assertThat(starts.pause(1)).hasMillis(20);
        assertThat(starts.pause(2)).hasMillis(40);
        assertThat(starts.pause(3)).hasMillis(80);
        assertThat(starts.pause(4)).hasMillis(100);
        assertThat(starts.pause(1_000)).hasMillis(100);
    }

    @Test
    void triesNothingAgainThatWasStopped() {
        AtomicInteger tries = new AtomicInteger();
        host.addConnector(named("never"), route -> {
            tries.incrementAndGet();
            throw new IllegalStateException();
        });
        soon().until(() -> tries.get() > 1);

        host.run("never", false);

        int last = tries.get();
        AtomicBoolean other = new AtomicBoolean();
        host.addConnector(named("other"), direct("other", other));
        soon().until(other::get);
        assertThat(status("never").state()).isEqualTo(ConnectorState.STOPPED);
        assertThat(tries).hasValue(last);
        host.run("never", true);
        soon().until(() -> tries.get() > last);
    }

    @Test
    void interruptsAStartThatIsToStop() {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger interrupted = new AtomicInteger();
        Connector hangs = route -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        };
        Fakes.Reference goes = named("goes");
        host.addConnector(goes, hangs);
        host.addConnector(named("hangs"), hangs);
        soon().until(() -> begun.getCount() == 0);

        host.run("hangs", false);
        assertThat(status("hangs").state()).isEqualTo(ConnectorState.STOPPED);
        assertThat(interrupted).hasValue(1);

        host.removeConnector(goes);
        assertThat(interrupted).hasValue(2);
        assertThat(host.all()).extracting(ConnectorStatus::name).containsExactly("hangs");
    }

    @Test
    void stopsWhatHasStartedInSpiteOfAnInterrupt() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        host.addConnector(named("stubborn"), route -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            route.getContext().addService(new ServiceSupport() {
                @Override
                protected void doStop() {
                    stopped.set(true);
                }
            });
            route.from("direct:stubborn").to("chama:intake/vehicles");
        });
        soon().until(() -> begun.getCount() == 0);

        host.run("stubborn", false);

        assertThat(status("stubborn").state()).isEqualTo(ConnectorState.STOPPED);
        soon().until(stopped::get);
    }
}
