package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchState;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.api.store.Zone;
import org.chama.database.NodeLeases;
import org.chama.hub.intake.HubIntake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same promises on PostgreSQL, and what becomes of everything while it is away. */
class PostgresqlTest {

    private static Postgresql server;
    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new Postgresql(
                Files.createTempDirectory(Path.of("target"), "postgresql").toAbsolutePath());
        hub = new TestHub(folder, server.settings());
        hub.offer("hide", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put("*");
            return true;
        });
        hub.start();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        server.close();
    }

    @Test
    void storesAndOpensExactly() throws Exception {
        for (WriteMode mode : WriteMode.values()) {
            Dataset dataset = hub.publish(Sample.words().mode(mode, "seq").open("word", "hide"));

            ArrivalView view = hub.store(dataset, "a.csv", Sample.csv(1, 7_000));

            hub.released(dataset);
            assertThat(view.stored()).isEqualTo(7_000);
            assertThat(hub.share(dataset)).hasSize(7_000).contains("6999,word-6999,2026-01-01 00:00:00");
            assertThat(hub.open(dataset)).hasSize(7_000).contains("6999,*,2026-01-01 00:00:00");
        }
    }

    @Test
    void buriesAPoisonBatchAloneAndBringsItBack() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.sql("alter table share.d" + dataset.number() + " add constraint poison check (i1 <> 7000)");

        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.store.count(dataset, arrival)).isEqualTo(7_000);
        hub.sql("alter table share.d" + dataset.number() + " drop constraint poison");
        hub.desk.replay(new BatchId(arrival, 1), People.person("operator"), "mended");
        soon().untilAsserted(() -> assertThat(hub.store.count(dataset, arrival)).isEqualTo(12_000));
    }

    @Test
    void readsOneOfTwoEqualFilesThatComeToTwoNodesAtOnce() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        try (NodeLeases otherLeases = new NodeLeases(hub.database, 10)) {
            HubIntake other = hub.anotherIntake(otherLeases);
            for (int nth = 100; nth < 120; nth++) {
                String content = Sample.rows(nth + ",equal,");
                Path mine = hub.drop(dataset, "a.csv", content);
                Path second = hub.drop(dataset, "b.csv", content);
                CyclicBarrier together = new CyclicBarrier(2);
                CompletableFuture<Outcome> theirs = CompletableFuture.supplyAsync(() -> {
                    meet(together);
                    return other.file(new FileArrival(dataset.id(), second, FileProfile.AUTO, TestHub.CONNECTOR));
                });
                meet(together);
                Outcome ours = hub.take(dataset, mine);

                assertThat(List.of(ours, theirs.get()))
                        .hasAtLeastOneElementOfType(Outcome.Received.class)
                        .hasAtLeastOneElementOfType(Outcome.Repeat.class);
            }
            Scr.call(other, "stop");
        }
        soon().untilAsserted(() -> assertThat(hub.share(dataset)).hasSize(20));
    }

    private static void meet(CyclicBarrier point) {
        try {
            point.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void waitsForAMaskWhoseBytesAreNoText() throws Exception {
        hub.offer("garbage", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put((byte) 0);
            into.put((byte) 0xff);
            return true;
        });
        Dataset dataset = hub.publish(Sample.words().id("a-garbage").open("word", "garbage"));
        Dataset other = hub.publish(Sample.words().id("z-other").open("word", "hide"));

        hub.store(dataset, "a.csv", Sample.csv(1, 2));
        hub.store(other, "a.csv", Sample.csv(1, 2));

        hub.released(other);
        soon().untilAsserted(() -> assertThat(hub.release(dataset).waiting()).isPresent());
        assertThat(hub.open(dataset)).isEmpty();
    }

    @Test
    void goesOnAfterAnOutageAsIfNothingHadBeen() throws Exception {
        Dataset dataset = hub.publish(Sample.words().open("word", "hide"));
        List<Long> arrivals = new ArrayList<>();
        Path file = hub.drop(dataset, "large.csv", Sample.csv(1, 150_000));
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> hub.take(dataset, file));
        soon().until(() -> !hub.batches(dataset).isEmpty());

        server.close();
        outcome.handle((done, failed) -> null).get();
        CompletableFuture<Outcome> during = CompletableFuture.supplyAsync(() -> hub.intake.call(
                Calls.call(dataset, "during", List.of("a")), pinned -> Calls.reader(pinned, List.of("a"))));
        assertThat(during.handle((done, failed) -> failed).get()).isNotNull();
        server.start();

        arrivals.add(hub.arrivals(dataset).get(0).number());
        ArrivalView view = hub.ended(arrivals.get(0), ArrivalState.STORED);
        assertThat(view.stored()).isEqualTo(150_000);
        assertThat(view.batchesDead()).isZero();
        assertThat(hub.batches(dataset, BatchState.DEAD)).isEmpty();
        assertThat(hub.store.count(dataset, view.number())).isEqualTo(150_000);
        hub.released(dataset);
        assertThat(hub.store.count(Zone.OPEN, dataset)).isEqualTo(150_000);
        assertThat(hub.number("select sum(i1) from share.d" + dataset.number() + " where i2 = 'word-' || i1"))
                .isEqualTo(150_000L * 150_001 / 2);
        hub.store(dataset, "after.csv", Sample.csv(1, 3));
    }
}
