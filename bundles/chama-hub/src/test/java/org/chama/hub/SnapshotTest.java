package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chama.api.RefusedException;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.BatchState;
import org.chama.api.desk.Trace;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot replaces the one before in one step in each zone, or waits for a person when it looks wrong. */
class SnapshotTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder);
        hub.offer("hide", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put("*");
            into.put(source, offset, 1);
            return true;
        });
        hub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Dataset snapshot() {
        return hub.publish(Sample.words().mode(WriteMode.SNAPSHOT, "seq").open("word", "hide"));
    }

    private static String generation(String word, int count) {
        return Sample.csv(1, count, nth -> nth + "," + word + ",");
    }

    private static long held(Dataset dataset, String name, String content, String code) throws Exception {
        long arrival = received(hub.bring(dataset, name, content));
        assertThat(hub.state(arrival, ArrivalState.HELD).refusal())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(code));
        return arrival;
    }

    private static Set<String> words(Zone zone, Dataset dataset) {
        return hub.rows(zone, dataset).stream().map(row -> row.split(",")[1]).collect(Collectors.toSet());
    }

    @Test
    void showsOneStateOrTheOtherAndNeverAMixture() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 11_000));
        hub.released(dataset);
        Set<Set<String>> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                for (Zone zone : Zone.values()) {
                    Set<String> words = words(zone, dataset);
                    seen.add(words);
                }
            }
        });
        reader.start();

        hub.store(dataset, "b.csv", generation("b", 11_000));

        hub.released(dataset);
        over.set(true);
        reader.join();
        assertThat(seen).isSubsetOf(Set.of("a"), Set.of("*a"), Set.of("b"), Set.of("*b"));
        assertThat(words(Zone.SHARE, dataset)).containsExactly("b");
        assertThat(words(Zone.OPEN, dataset)).containsExactly("*b");
        assertThat(hub.store.count(Zone.SHARE, dataset)).isEqualTo(11_000);
        assertThat(hub.store.count(Zone.OPEN, dataset)).isEqualTo(11_000);
    }

    @Test
    void holdsOneThatShrankUnderHalfAndFlipsWhenAPersonTakesIt() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 10));
        hub.released(dataset);

        long arrival = held(dataset, "b.csv", generation("b", 4), "snapshot-shrunk");

        assertThat(words(Zone.SHARE, dataset)).containsExactly("a");
        assertThat(words(Zone.OPEN, dataset)).containsExactly("*a");

        hub.desk.decide(arrival, true, People.person("officer"), "the county was dissolved");

        hub.ended(arrival, ArrivalState.STORED);
        hub.released(dataset);
        assertThat(hub.share(dataset)).hasSize(4);
        assertThat(words(Zone.OPEN, dataset)).containsExactly("*b");
        assertThat(hub.open(dataset)).hasSize(4);
    }

    @Test
    void takesOneOfExactlyHalf() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 10));

        hub.store(dataset, "b.csv", generation("b", 5));

        assertThat(hub.share(dataset)).hasSize(5);
    }

    @Test
    void holdsAnEmptyOne() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 3));

        held(dataset, "b.csv", "seq,word,at\n", "snapshot-shrunk");

        assertThat(hub.share(dataset)).hasSize(3);
    }

    @Test
    void holdsOneOfWhichMoreThanOneInTwentyWasNotTaken() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 20));
        String oneInTwenty = Sample.csv(1, 20, nth -> (nth == 7 ? "x" : nth) + ",b,");
        String twoInTwenty = Sample.csv(1, 20, nth -> (nth == 7 ? "x" : nth) + (nth == 9 ? ",\"c\"c," : ",c,"));

        hub.store(dataset, "b.csv", oneInTwenty);
        assertThat(words(Zone.SHARE, dataset)).containsExactly("b");

        long arrival = held(dataset, "c.csv", twoInTwenty, "snapshot-rejected");
        assertThat(words(Zone.SHARE, dataset)).containsExactly("b");

        hub.desk.decide(arrival, false, People.person("officer"), "they must mend it");

        hub.ended(arrival, ArrivalState.REFUSED);
        assertThat(words(Zone.SHARE, dataset)).containsExactly("b");
        assertThat(hub.files("quarantine")).anyMatch(file -> file.endsWith(arrival + "-c.csv"));
    }

    @Test
    void holdsOneWithADeadBatchUntilItIsReplayedAndTaken() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 12_000));
        hub.sql("alter table share.d" + dataset.number() + " add constraint snap" + dataset.number()
                + " check (i2 <> 'poison')");
        String content = Sample.csv(1, 12_000, nth -> nth + (nth == 6_000 ? ",poison," : ",b,"));

        long arrival = held(dataset, "b.csv", content, "snapshot-incomplete");

        assertThat(words(Zone.SHARE, dataset)).containsExactly("a");
        hub.sql("alter table share.d" + dataset.number() + " drop constraint snap" + dataset.number());
        hub.desk.replay(new BatchId(arrival, 1), People.person("operator"), "mended");
        soon().untilAsserted(
                        () -> assertThat(hub.batches(dataset, BatchState.DEAD)).isEmpty());
        soon().untilAsserted(() ->
                assertThat(hub.batches(dataset, BatchState.WAITING)).isEmpty());
        hub.desk.decide(arrival, true, People.person("officer"), "complete now");

        hub.ended(arrival, ArrivalState.STORED);
        hub.released(dataset);
        assertThat(hub.share(dataset)).hasSize(12_000).contains("6000,poison,");
        assertThat(hub.open(dataset)).hasSize(12_000).contains("6000,*p,");
    }

    /** A snapshot of 12,000 records of which the second batch is dead, and which waits for a person. */
    private static long withADeadBatch(Dataset dataset, String name) throws Exception {
        String constraint = "snap" + dataset.number();
        hub.sql("alter table share.d" + dataset.number() + " add constraint " + constraint + " check (i2 <> 'poison')");
        String content = Sample.csv(1, 12_000, nth -> nth + (nth == 6_000 ? ",poison," : ",b,"));
        long arrival = held(dataset, name, content, "snapshot-incomplete");
        hub.sql("alter table share.d" + dataset.number() + " drop constraint " + constraint);
        return arrival;
    }

    @Test
    void opensABatchThatIsReplayedAfterItsStateWasTakenWithoutIt() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 12_000));
        long arrival = withADeadBatch(dataset, "b.csv");
        hub.desk.decide(arrival, true, People.person("officer"), "better than nothing");
        hub.ended(arrival, ArrivalState.STORED);
        hub.released(dataset);
        assertThat(hub.open(dataset)).hasSize(7_000);

        hub.desk.replay(new BatchId(arrival, 1), People.person("operator"), "mended");

        soon().untilAsserted(() -> assertThat(hub.share(dataset)).hasSize(12_000));
        hub.released(dataset);
        assertThat(hub.open(dataset)).hasSize(12_000).contains("6000,*p,").doesNotHaveDuplicates();
        assertThat(hub.desk.trace(new BatchId(arrival, 1)).orElseThrow().releases().stream()
                        .map(Trace.Release::rows))
                .containsExactlyInAnyOrder(7_000, 5_000);
        assertThat(words(Zone.OPEN, dataset)).containsExactlyInAnyOrder("*b", "*p");
    }

    @Test
    void replaysNothingOfAStateThatALaterOneReplaced() throws Exception {
        Dataset dataset = snapshot();
        long arrival = withADeadBatch(dataset, "a.csv");
        hub.desk.decide(arrival, true, People.person("officer"), "better than nothing");
        hub.ended(arrival, ArrivalState.STORED);
        hub.store(dataset, "b.csv", generation("c", 12_000));

        assertThatThrownBy(() -> hub.desk.replay(new BatchId(arrival, 1), People.person("operator"), "late"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("conflict-replaced");

        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1);
        assertThat(hub.kinds("batch:" + new BatchId(arrival, 1))).containsExactly("batch-dead");
    }

    @Test
    void replaysNothingOfAnArrivalThatAPersonRefused() throws Exception {
        Dataset dataset = snapshot();
        long arrival = withADeadBatch(dataset, "a.csv");
        hub.desk.decide(arrival, false, People.person("officer"), "they must mend it");
        hub.ended(arrival, ArrivalState.REFUSED);

        assertThatThrownBy(() -> hub.desk.replay(new BatchId(arrival, 1), People.person("operator"), "late"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("conflict-arrival-refused");
    }

    @Test
    void holdsOneWhoseSourceBreaksOff() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 3));

        long arrival = received(hub.bring(
                dataset,
                "b.json",
                IntStream.range(1, 10)
                        .mapToObj(nth -> "{\"seq\":" + nth + ",\"word\":\"b\"}")
                        .collect(Collectors.joining(",", "[", ",{\"seq\":"))));

        assertThat(hub.state(arrival, ArrivalState.HELD).refusal()).isPresent();
        assertThat(words(Zone.SHARE, dataset)).containsExactly("a");
        hub.desk.decide(arrival, true, People.person("officer"), "better than nothing");
        hub.ended(arrival, ArrivalState.STORED);
        assertThat(words(Zone.SHARE, dataset)).containsExactly("b");
    }

    @Test
    void leavesALaterStateInPlaceWhenAnEarlierOneIsDecidedAfterwards() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 10));
        long earlier = held(dataset, "b.csv", generation("b", 3), "snapshot-shrunk");
        hub.store(dataset, "c.csv", generation("c", 9));

        hub.desk.decide(earlier, true, People.person("officer"), "late");

        hub.ended(earlier, ArrivalState.STORED);
        hub.released(dataset);
        assertThat(words(Zone.SHARE, dataset)).containsExactly("c");
        assertThat(words(Zone.OPEN, dataset)).containsExactly("*c");
    }

    @Test
    void decidesAHeldArrivalOnce() throws Exception {
        Dataset dataset = snapshot();
        hub.store(dataset, "a.csv", generation("a", 10));
        long arrival = held(dataset, "b.csv", generation("b", 3), "snapshot-shrunk");
        hub.desk.decide(arrival, false, People.person("officer"), "no");

        assertThatThrownBy(() -> hub.desk.decide(arrival, true, People.person("another"), "yes"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("conflict-not-held");
        assertThatThrownBy(() -> hub.desk.decide(99_999, true, People.person("another"), "yes"))
                .isInstanceOf(RefusedException.class);
        hub.ended(arrival, ArrivalState.REFUSED);
        assertThat(hub.kinds("arrival:" + arrival)).doesNotContain("arrival-decided-take");
    }
}
