package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.refused;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a call. */
class CallsTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Outcome call(Dataset dataset, String requestId, List<String> words) {
        return hub.intake.call(Calls.call(dataset, requestId, words), pinned -> Calls.reader(pinned, words));
    }

    @Test
    void storesACallAndGivesTheSameReceiptForTheSameCallAgain() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        List<String> words = List.of("a", Calls.BAD, "c");

        Receipt first = ((Outcome.Received) call(dataset, "first", words)).receipt();
        hub.ended(first.arrival(), ArrivalState.STORED);
        Receipt again = ((Outcome.Received) call(dataset, "first", words)).receipt();

        assertThat(first.received()).isEqualTo(2);
        assertThat(first.refused()).isEqualTo(1);
        assertThat(first.repeat()).isFalse();
        assertThat(again.repeat()).isTrue();
        assertThat(again).usingRecursiveComparison().ignoringFields("repeat").isEqualTo(first);
        assertThat(hub.share(dataset)).containsExactly("1,a,", "3,c,");
        assertThat(hub.arrivals(dataset)).hasSize(1);
        assertThat(hub.files("archive")).noneMatch(file -> file.contains(dataset.id()));
    }

    @Test
    void refusesOtherContentUnderAUsedRequestId() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long first = received(call(dataset, "reused", List.of("a")));

        assertThat(refused(call(dataset, "reused", List.of("b")), "request-id-reused"))
                .isEqualTo(first);

        hub.ended(first, ArrivalState.STORED);
        assertThat(hub.share(dataset)).containsExactly("1,a,");
    }

    @Test
    void refusesACallOfAnUnknownDatasetBeforeAClaim() {
        Dataset never = Sample.words().id("nobody-calls").dataset();

        assertThat(refused(call(never, "unknown", List.of("a")), "unknown-dataset"))
                .isZero();
        assertThat(hub.arrivals(never)).isEmpty();
    }

    @Test
    void makesOneArrivalOfTheSameRequestFromTwoThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                Dataset dataset = hub.publish(Sample.words());
                List<String> words = List.of("a", "b");
                String requestId = "at-once-" + round;
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Outcome>> both = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    both.add(threads.submit(() -> {
                        together.await();
                        return call(dataset, requestId, words);
                    }));
                }

                long one = received(both.get(0).get());
                long other = received(both.get(1).get());

                assertThat(one).isEqualTo(other);
                hub.ended(one, ArrivalState.STORED);
                assertThat(hub.share(dataset)).containsExactly("1,a,", "2,b,");
                assertThat(hub.arrivals(dataset)).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void storesOnceWhatTwoThreadsQueueAtOnce() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        List<String> words = List.of("a", "b");
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Outcome>> both = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                both.add(threads.submit(() -> hub.intake.call(
                        Calls.call(dataset, "both-queue", words), pinned -> Calls.meeting(together, pinned, words))));
            }
            long arrival = received(both.get(0).get());
            assertThat(received(both.get(1).get())).isEqualTo(arrival);

            hub.ended(arrival, ArrivalState.STORED);
            TestHub.soon().untilAsserted(() -> assertThat(hub.broker.depth("chama.intake.civil-affairs"))
                    .isZero());
            assertThat(hub.share(dataset)).containsExactly("1,a,", "2,b,");
            assertThat(hub.number("select count(*) from chama.position where arrival = ?", arrival))
                    .isEqualTo(1);
            assertThat(hub.kinds("batch:" + new BatchId(arrival, 0))).containsExactly("batch-stored");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesACallThatTurnsOutToBeNoneAndSaysTheSameAgain() {
        Dataset dataset = hub.publish(Sample.words());
        List<String> words = List.of(Calls.BROKEN);

        long arrival = refused(call(dataset, "broken", words), "call-broken");

        assertThat(hub.ended(arrival, ArrivalState.REFUSED).refusal()).isPresent();
        assertThat(refused(call(dataset, "broken", words), "call-broken")).isEqualTo(arrival);
        assertThat(hub.batches(dataset)).isEmpty();
    }

    @Test
    void saysWhereACallBrokeOffAndSaysItAgain() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        List<String> words = List.of("a", Calls.BAD, "c", Calls.BROKEN, "e");

        Outcome outcome = call(dataset, "breaks", words);

        long arrival = refused(outcome, "call-broken");
        assertThat(((Outcome.Refused) outcome).refusal().text().zh()).contains("第 3 条记录之后", "2 条记录已接收");
        assertThat(((Outcome.Refused) outcome).refusal().text().en()).contains("after record 3", "the 2 good records");
        assertThat(call(dataset, "breaks", words)).isEqualTo(outcome);
        assertThat(hub.ended(arrival, ArrivalState.STORED).refusal()).contains(((Outcome.Refused) outcome).refusal());
        assertThat(hub.share(dataset)).containsExactly("1,a,", "3,c,");
        assertThat(call(dataset, "breaks", words)).isEqualTo(outcome);
    }

    @Test
    void givesTheSameReceiptForACallWhoseStateAPersonRefused() throws Exception {
        Dataset dataset = hub.publish(Sample.words().mode(WriteMode.SNAPSHOT, "seq"));
        hub.ended(received(call(dataset, "whole", List.of("a", "b", "c"))), ArrivalState.STORED);
        long arrival = received(call(dataset, "shrunk", List.of("a")));
        hub.state(arrival, ArrivalState.HELD);
        assertThat(received(call(dataset, "shrunk", List.of("a")))).isEqualTo(arrival);

        hub.desk.decide(arrival, false, People.person("officer"), "they must mend it");

        hub.ended(arrival, ArrivalState.REFUSED);
        assertThat(received(call(dataset, "shrunk", List.of("a")))).isEqualTo(arrival);
    }

    @Test
    void keepsTheRefusedRecordsOfACallThatTurnsOutToBeNone() throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        long arrival = refused(call(dataset, "all-bad", List.of(Calls.BAD, Calls.BAD, Calls.BROKEN)), "call-broken");

        assertThat(hub.ended(arrival, ArrivalState.REFUSED).refused()).isEqualTo(2);
        assertThat(hub.quarantine(dataset)).extracting(row -> row.position()).containsExactly(1L, 2L);
    }

    @Test
    void readsACallForTheVersionItsArrivalPins() throws Exception {
        Sample first = Sample.words();
        Dataset before = hub.publish(first);
        List<String> words = List.of("a");
        hub.stopTakers();
        // the first try fails while it is read: the claim stays
        try {
            hub.intake.call(Calls.call(before, "pinned", words), pinned -> {
                throw new IllegalStateException("the connection broke");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the connection broke");
        }
        hub.publish(first.version(2));
        List<Integer> asked = new ArrayList<>();

        Outcome outcome = hub.intake.call(Calls.call(before, "pinned", words), pinned -> {
            asked.add(pinned.version());
            return Calls.reader(pinned, words);
        });

        assertThat(asked).containsExactly(1);
        hub.startTakers();
        hub.ended(received(outcome), ArrivalState.STORED);
        assertThat(hub.share(before)).containsExactly("1,a,");
    }
}
