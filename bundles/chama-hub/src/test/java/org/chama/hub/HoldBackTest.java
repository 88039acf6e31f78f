package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.intake.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that is faster than the store is held back, and a large file is stored exactly. */
class HoldBackTest {

    @Test
    void queuesNoMoreThanIsAllowedWhileNobodyTakesAndGoesOnWhenSomebodyDoes(@TempDir Path folder) throws Exception {
        try (TestHub hub = new TestHub(folder).inflight(16).startWithoutTakers()) {
            Dataset dataset = hub.publish(Sample.words());
            Dataset other = hub.publish(Sample.words().in("water"));
            String queue = Queues.INTAKE + dataset.department();
            hub.broker.ensure(queue);
            Path file = hub.drop(dataset, "large.csv", Sample.csv(1, 200_000));
            CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> hub.take(dataset, file));
            soon().until(() -> hub.broker.depth(queue) >= 16);

            soon().during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(hub.broker.depth(queue)).isEqualTo(16));
            assertThat(outcome).isNotDone();
            // only that source is held back
            assertThat(received(hub.bring(other, "a.csv", Sample.csv(1, 10)))).isPositive();

            hub.startTakers();

            long arrival = received(outcome.get());
            hub.ended(arrival, ArrivalState.STORED);
            assertThat(hub.store.count(dataset, arrival)).isEqualTo(200_000);
        }
    }

    @Test
    void goesOnHoweverFewMayWait(@TempDir Path folder) throws Exception {
        for (int few : new int[] {1, 3, 9}) {
            try (TestHub hub =
                    new TestHub(folder.resolve("few-" + few)).inflight(few).startWithoutTakers()) {
                Dataset dataset = hub.publish(Sample.words());
                String queue = Queues.INTAKE + dataset.department();
                Path file = hub.drop(dataset, "large.csv", Sample.csv(1, 100_000));
                CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> hub.take(dataset, file));
                soon().until(() -> hub.broker.depth(queue) > 0);
                soon().during(Duration.ofMillis(100))
                        .untilAsserted(() -> assertThat(hub.broker.depth(queue)).isBetween(1L, (long) few));

                hub.startTakers();

                assertThat(hub.ended(received(outcome.get()), ArrivalState.STORED)
                                .stored())
                        .isEqualTo(100_000);
            }
        }
    }

    @Test
    void losesOneRecordOfTwoHundredThousandWhenOneIsMalformed(@TempDir Path folder) throws Exception {
        try (TestHub hub = new TestHub(folder).start()) {
            Dataset dataset = hub.publish(Sample.words());
            String content = Sample.csv(
                    1, 200_000, nth -> nth == 123_456 ? nth + ",\"never closed,x" : nth + ",word-" + nth + ",");

            ArrivalView view = hub.store(dataset, "large.csv", content);

            assertThat(view.records()).isEqualTo(199_999);
            assertThat(view.refused()).isEqualTo(1);
            assertThat(view.stored()).isEqualTo(199_999);
            assertThat(hub.quarantine(dataset)).singleElement().satisfies(row -> {
                assertThat(row.line()).isEqualTo(123_457);
                assertThat(row.position()).isEqualTo(123_456);
            });
            assertThat(hub.number("select sum(i1) from share.d" + dataset.number() + " where i2 = 'word-' || i1"))
                    .isEqualTo(200_000L * 200_001 / 2 - 123_456);
        }
    }
}
