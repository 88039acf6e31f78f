package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a batch between the queue and the store. */
class BatchesTest {

    private static final String DEPARTMENT = "civil-affairs";
    private static final String DEAD = Queues.DEAD + DEPARTMENT;

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
        hub.publish(Sample.words());
        soon().until(() -> hub.broker.depth(DEAD) >= 0);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static void intake(Dataset dataset, byte[] body) throws Exception {
        hub.broker.send(Queues.INTAKE + DEPARTMENT, dataset.id(), "made-by-hand", body);
    }

    private static void nothingQueued() {
        soon().untilAsserted(() ->
                assertThat(hub.broker.depth(Queues.INTAKE + DEPARTMENT)).isZero());
    }

    @Test
    void storesABatchOnceHoweverOftenItComes() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long arrival = 1_000_000;
        hub.claim(dataset, arrival);
        List<byte[]> bodies = new ArrayList<>();
        for (int sequence = 0; sequence < 50; sequence++) {
            int first = sequence * 2 + 1;
            bodies.add(Messages.batch(
                    dataset,
                    new BatchId(arrival, sequence),
                    first,
                    List.of(List.of("" + first, "a"), List.of("" + (first + 1), "b"))));
        }
        for (byte[] body : bodies) {
            intake(dataset, body);
        }
        nothingQueued();
        assertThat(hub.share(dataset)).hasSize(100);
        List<String> before = hub.share(dataset);

        for (byte[] body : bodies) {
            intake(dataset, body);
        }

        nothingQueued();
        assertThat(hub.share(dataset)).isEqualTo(before);
        soon().untilAsserted(() -> assertThat(hub.batches(dataset, BatchState.POSITIONED))
                .hasSize(50)
                .allSatisfy(batch -> assertThat(batch.stored()).isEqualTo(2)));
        assertThat(hub.number("select count(*) from chama.position where arrival = ?", arrival))
                .isEqualTo(50);
        assertThat(hub.kinds("batch:" + new BatchId(arrival, 7))).containsExactly("batch-stored");
    }

    @Test
    void putsAMessageThatIsNoBatchAmongTheDeadLettersAndGoesOn() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long dead = hub.broker.depth(DEAD);
        hub.claim(dataset, 1_000_001);
        byte[] good = Messages.batch(dataset, new BatchId(1_000_001, 0), 1, List.of(List.of("1", "a")));
        byte[] flipped = good.clone();
        flipped[flipped.length / 2] ^= 1;
        for (byte[] body : List.of("no batch".getBytes(StandardCharsets.UTF_8), new byte[0], flipped)) {
            intake(dataset, body);
        }

        intake(dataset, good);

        soon().untilAsserted(() -> assertThat(hub.share(dataset)).containsExactly("1,a,"));
        soon().untilAsserted(() -> assertThat(hub.broker.depth(DEAD)).isEqualTo(dead + 3));
        assertThat(hub.broker.receive(DEAD)).asString(StandardCharsets.UTF_8).isEqualTo("no batch");
    }

    @Test
    void putsABatchThatDoesNotFitItsDatasetAmongTheDeadLettersAndGoesOn() throws Exception {
        Sample sample = Sample.words();
        Dataset narrow = sample.dataset();
        Dataset dataset = hub.publish(sample.item("more", org.chama.api.dataset.ItemType.CHARACTER, 10, false));
        long dead = hub.broker.depth(DEAD);
        hub.claim(dataset, 1_000_002);
        intake(dataset, Messages.batch(narrow, new BatchId(1_000_002, 0), 1, List.of(List.of("1", "a"))));

        intake(dataset, Messages.batch(dataset, new BatchId(1_000_002, 1), 2, List.of(List.of("2", "b"))));

        soon().untilAsserted(() -> assertThat(hub.share(dataset)).containsExactly("2,b,,"));
        soon().untilAsserted(() -> assertThat(hub.broker.depth(DEAD)).isEqualTo(dead + 1));
    }

    @Test
    void buriesAPoisonBatchAloneAndStoresItUnderTheSameIdWhenItIsReplayed() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.sql("alter table share.d" + dataset.number() + " add constraint poison" + dataset.number()
                + " check (i1 <> 7000)");
        hub.stopTakers();
        // three batches that are taken in one transaction
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));
        long dead = hub.broker.depth(DEAD);
        hub.startTakers();

        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);

        assertThat(view.batchesStored()).isEqualTo(2);
        assertThat(view.batchesDead()).isEqualTo(1);
        assertThat(view.stored()).isEqualTo(7_000);
        BatchId id = new BatchId(arrival, 1);
        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1).allSatisfy(batch -> {
            assertThat(batch.id()).isEqualTo(id);
            assertThat(batch.reason()).hasValueSatisfying(why -> {
                assertThat(why.code()).isEqualTo("batch-failed");
                assertThat(why.text().zh()).contains("3 次");
            });
        });
        soon().untilAsserted(() -> assertThat(hub.broker.depth(DEAD)).isEqualTo(dead + 1));
        assertThat(hub.share(dataset)).hasSize(7_000);
        assertThat(hub.report(arrival)).contains("\"dead\":1");

        hub.sql("alter table share.d" + dataset.number() + " drop constraint poison" + dataset.number());
        hub.desk.replay(id, People.person("operator"), "the constraint is gone");

        soon().untilAsserted(() -> assertThat(hub.share(dataset)).hasSize(12_000));
        soon().untilAsserted(() ->
                assertThat(hub.batches(dataset, BatchState.POSITIONED)).hasSize(3));
        assertThat(hub.kinds("batch:" + id)).containsExactly("batch-dead", "batch-replay", "batch-stored");
        assertThat(hub.broker.depth(DEAD)).isEqualTo(dead);
        assertThat(hub.share(dataset)).doesNotHaveDuplicates();
    }

    @Test
    void buriesABatchThatTheDatasetsOwnRulesCannotJudgeAndGoesOn() throws Exception {
        Dataset impossible = hub.publish(Sample.words().subject("nobody"));
        Dataset other = hub.publish(Sample.words());

        long arrival = received(hub.bring(impossible, "a.csv", Sample.csv(1, 2)));
        hub.store(other, "a.csv", Sample.csv(1, 2));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.batches(impossible)).singleElement().satisfies(batch -> {
            assertThat(batch.state()).isEqualTo(BatchState.DEAD);
            assertThat(batch.reason()).hasValueSatisfying(why -> {
                assertThat(why.code()).isEqualTo("batch-failed");
                assertThat(why.text().en()).contains("3 times");
            });
        });
    }

    @Test
    void buriesABatchWhoseTableCannotBeMadeAndStoresItWhenItIsReplayed() throws Exception {
        Sample sample = Sample.words();
        String table = "share.d" + sample.dataset().number();
        hub.sql("create view " + table + " as select 1 as one");
        Dataset dataset = hub.datasets.publish(sample.dataset());
        Dataset other = hub.publish(Sample.words());

        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 2)));
        hub.store(other, "a.csv", Sample.csv(1, 2));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1);
        hub.sql("drop view " + table);
        hub.desk.replay(new BatchId(arrival, 0), People.person("operator"), "the view is gone");

        soon().untilAsserted(() ->
                assertThat(hub.batches(dataset, BatchState.POSITIONED)).hasSize(1));
        assertThat(hub.share(dataset)).hasSize(2);
    }

    @Test
    void listsAMessageThatIsNoBatchAsTheDeadBatchItSaysItIs() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.stopTakers();
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));
        String queue = Queues.INTAKE + DEPARTMENT;
        for (int sequence = 0; sequence < 3; sequence++) {
            byte[] body = hub.broker.receive(queue);
            if (sequence == 1) {
                body[body.length / 2] ^= 1;
            }
            hub.broker.send(queue, dataset.id(), new BatchId(arrival, sequence).toString(), body);
        }
        // names under which nothing is missing
        for (String name : List.of("9999999:0", arrival + ":77", arrival + ":-1")) {
            hub.broker.send(queue, dataset.id(), name, "no batch".getBytes(StandardCharsets.UTF_8));
        }
        hub.startTakers();

        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);

        assertThat(view.batchesStored()).isEqualTo(2);
        assertThat(view.stored()).isEqualTo(7_000);
        BatchId id = new BatchId(arrival, 1);
        nothingQueued();
        assertThat(hub.batches(dataset, BatchState.DEAD))
                .filteredOn(batch -> batch.id().equals(id))
                .singleElement()
                .satisfies(batch -> assertThat(batch.reason())
                        .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("batch-malformed")));
        assertThat(hub.kinds("batch:" + id)).containsExactly("batch-dead");
        assertThat(hub.kinds("department:" + DEPARTMENT)).contains("message-dead");

        // nothing makes a batch of it: a replay ends where it began, once
        hub.desk.replay(id, People.person("operator"), "try again");
        soon().untilAsserted(() ->
                assertThat(hub.kinds("batch:" + id)).containsExactly("batch-dead", "batch-replay", "batch-dead"));
        assertThat(hub.batches(dataset, BatchState.DEAD))
                .anyMatch(batch -> batch.id().equals(id));

        // what is stored stays stored, whatever comes under its name
        hub.broker.send(queue, dataset.id(), arrival + ":0", "no batch".getBytes(StandardCharsets.UTF_8));
        nothingQueued();
        soon().untilAsserted(() ->
                assertThat(hub.batches(dataset, BatchState.POSITIONED)).hasSize(2));
    }

    @Test
    void letsNobodyRepairWhoMayNot() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 1)).number();

        assertThatThrownBy(() -> hub.desk.replay(new BatchId(arrival, 0), People.stranger(), "why not"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("forbidden");
        assertThatThrownBy(() -> hub.desk.decide(arrival, true, People.stranger(), "why not"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("forbidden");
        assertThat(hub.kinds("arrival:" + arrival)).doesNotContain("arrival-decided-take");
    }

    @Test
    void replaysOnlyWhatIsDead() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 1)).number();

        for (BatchId id : List.of(new BatchId(arrival, 0), new BatchId(arrival, 99))) {
            assertThatThrownBy(() -> hub.desk.replay(id, People.person("operator"), "why not"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("conflict-not-dead");
        }
    }

    @Test
    void goesOnExactlyWhenTheBrokerRestartsWhileAFileIsQueued() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long[] number = new long[1];
        Thread intake = new Thread(() -> {
            try {
                hub.bring(dataset, "long.csv", Sample.csv(1, 120_000));
            } catch (Exception e) {
                // the door tries again later; what was claimed goes on by itself
                number[0] = -1;
            }
        });
        intake.start();
        soon().until(() -> !hub.batches(dataset).isEmpty());

        hub.broker.stop();
        hub.broker.start();

        intake.join();
        long arrival = hub.arrivals(dataset).get(0).number();
        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);
        assertThat(view.stored()).isEqualTo(120_000);
        assertThat(view.batchesDead()).isZero();
        assertThat(hub.share(dataset)).hasSize(120_000).doesNotHaveDuplicates();
    }
}
