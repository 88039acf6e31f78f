package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.BatchState;
import org.chama.api.policy.Check;
import org.chama.api.policy.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check that a dataset names is asked, or its batches wait. */
class ChecksTest {

    private static final String WAITING = Queues.WAITING + "civil-affairs";

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).policyTimeout(1).start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Check noWord(String word) {
        return dataset -> {
            int column = dataset.indexOf("word");
            return (rows, row) -> rows.text(row, column).equals(word)
                    ? Verdict.reject("word", "bad-word", "不许用该词", "this word is not allowed")
                    : Verdict.PASS;
        };
    }

    @Test
    void keepsTheBatchesOfADatasetWaitingUntilItsCheckComesWhileOthersFlow() throws Exception {
        Dataset checked = hub.publish(Sample.words().checks("late-check"));
        Dataset other = hub.publish(Sample.words());

        long arrival = received(hub.bring(checked, "a.csv", Sample.rows("1,good,", "2,evil,")));
        hub.store(other, "a.csv", Sample.csv(1, 3));

        soon().untilAsserted(() -> assertThat(hub.batches(checked, BatchState.WAITING))
                .hasSize(1)
                .allSatisfy(batch -> assertThat(batch.reason()).hasValueSatisfying(why -> {
                    assertThat(why.code()).isEqualTo("check-missing");
                    assertThat(why.text().zh()).contains("late-check");
                })));
        soon().untilAsserted(() -> assertThat(hub.broker.depth(WAITING)).isEqualTo(1));
        assertThat(hub.share(checked)).isEmpty();
        hub.store(other, "b.csv", Sample.csv(4, 3));
        assertThat(hub.view(arrival).state()).isEqualTo(ArrivalState.QUEUED);

        hub.offerCheck("late-check", "1.2.0", noWord("evil"));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.share(checked)).containsExactly("1,good,");
        assertThat(hub.quarantine(checked)).hasSize(1).allSatisfy(row -> {
            assertThat(row.refusal().code()).isEqualTo("bad-word");
            assertThat(row.item()).isEqualTo("word");
            assertThat(row.masked()).isEqualTo("aaaa");
        });
        assertThat(hub.broker.depth(WAITING)).isZero();
        BatchId id = new BatchId(arrival, 0);
        assertThat(hub.kinds("batch:" + id)).containsExactly("batch-waiting", "batch-stored");
        assertThat(hub.ledger.about("batch:" + id, 10).get(1).detail()).contains("late-check/1.2.0");
    }

    @Test
    void bringsABatchBackHoweverManyOthersGoOnWaiting() throws Exception {
        Dataset stuck = hub.publish(Sample.words().checks("never-check"));
        Dataset other = hub.publish(Sample.words().checks("soon-check"));
        long many = 900_000;
        for (int sequence = 0; sequence < 250; sequence++) {
            hub.sql(
                    "insert into chama.batch (arrival, sequence, dataset, dataset_number, dataset_version, department, state,"
                            + " first_record, last_record, row_count, reason_code, reason_zh, reason_en, at)"
                            + " values (?, ?, ?, ?, 1, 'civil-affairs', 'WAITING', 1, 1, 1, 'check-missing', '', '', current_timestamp)",
                    many,
                    sequence,
                    stuck.id(),
                    stuck.number());
        }
        // a later arrival than those that wait
        BatchId id = new BatchId(many + 1, 0);
        hub.claim(other, many + 1);
        hub.broker.send(
                Queues.INTAKE + "civil-affairs",
                other.id(),
                id.toString(),
                Messages.batch(other, id, 1, List.of(List.of("1", "a"))));
        soon().untilAsserted(
                        () -> assertThat(hub.batches(other, BatchState.WAITING)).hasSize(1));

        hub.offerCheck("soon-check", "1.0.0", noWord("evil"));

        soon().untilAsserted(() -> assertThat(hub.share(other)).containsExactly("1,a,"));
        hub.sql("delete from chama.batch where arrival = ?", many);
    }

    @Test
    void buriesABatchWhoseCheckThrowsAndStoresItWhenItIsReplayed() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger tries = new AtomicInteger();
        hub.offerCheck("throwing-check", "1.0.0", dataset -> {
            tries.incrementAndGet();
            if (broken.get()) {
                throw new IllegalStateException("a plugin's own fault");
            }
            return (rows, row) -> Verdict.PASS;
        });
        Dataset dataset = hub.publish(Sample.words().checks("throwing-check"));

        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 2)));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(tries).hasValue(3);
        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1).allSatisfy(batch -> assertThat(batch.reason())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("policy-throws")));
        assertThat(hub.share(dataset)).isEmpty();

        broken.set(false);
        hub.desk.replay(new BatchId(arrival, 0), People.person("operator"), "the plugin is mended");

        soon().untilAsserted(() -> assertThat(hub.share(dataset)).hasSize(2));
    }

    @Test
    void buriesABatchWhoseCheckHangsAndGoesOnWithOthers() throws Exception {
        hub.offerCheck("hanging-check", "1.0.0", dataset -> {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return (rows, row) -> Verdict.PASS;
        });
        Dataset dataset = hub.publish(Sample.words().checks("hanging-check"));
        Dataset other = hub.publish(Sample.words());

        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 2)));
        hub.store(other, "a.csv", Sample.csv(1, 2));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1).allSatisfy(batch -> assertThat(batch.reason())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("policy-hangs")));
        assertThat(hub.share(dataset)).isEmpty();
    }

    @Test
    void asksTheCheckOfTheHighestBundleVersion() throws Exception {
        hub.offerCheck("versioned-check", "1.9.0", noWord("old"));
        hub.offerCheck("versioned-check", "1.10.0", noWord("new"));
        Dataset dataset = hub.publish(Sample.words().checks("versioned-check"));

        hub.store(dataset, "a.csv", Sample.rows("1,old,", "2,new,"));

        assertThat(hub.share(dataset)).containsExactly("1,old,");
    }
}
