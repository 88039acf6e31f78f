package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.Trace;
import org.chama.api.policy.Mask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing comes into the open zone unmasked, whatever a mask does; and what waits for a mask holds up nothing else. */
class MasksTest {

    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).policyTimeout(1);
        hub.offer("drop", "1.0.0", (item, arguments) -> (source, offset, length, into) -> false);
        hub.offer("hide", "1.0.0", hide("*"));
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    /** Hides a value behind a mark. */
    private static Mask hide(String mark) {
        return (item, arguments) -> (source, offset, length, into) -> {
            into.put(mark);
            return true;
        };
    }

    /** Brings a file and says what became of it: in the share zone, waiting for this reason, nothing open, others released. */
    private long waits(Dataset dataset, String code) throws Exception {
        long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 3)).number();
        assertThat(hub.share(dataset)).hasSize(3);
        soon().untilAsserted(() -> assertThat(hub.release(dataset).waiting())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(code)));
        assertThat(hub.release(dataset).since()).isPresent();
        assertThat(hub.release(dataset).position()).isZero();
        assertThat(hub.open(dataset)).isEmpty();
        othersGoOn();
        hub.store(dataset, "b.csv", Sample.csv(4, 3));
        assertThat(hub.share(dataset)).hasSize(6);
        assertThat(hub.open(dataset)).isEmpty();
        return arrival;
    }

    /** One before and one behind the waiting dataset in the order of ids. */
    private void othersGoOn() throws Exception {
        for (String id : new String[] {"a-other", "z-other"}) {
            Dataset other = hub.publish(Sample.words().id(id).open("word", "hide"));
            hub.store(other, "a.csv", Sample.csv(1, 2));
            hub.released(other);
            assertThat(hub.open(other)).containsExactly("1,*,2026-01-01 00:00:00", "2,*,2026-01-01 00:00:00");
        }
    }

    private void allOpen(Dataset dataset, String mark) {
        hub.released(dataset);
        assertThat(hub.open(dataset)).hasSize(6).allMatch(row -> row.contains("," + mark + ","));
    }

    @Test
    void waitsForAMaskThatIsMissingAndGoesOnWhenItComes() throws Exception {
        Dataset dataset = hub.publish(Sample.words().open("word", "late"));
        long arrival = waits(dataset, "mask-missing");

        hub.offer("late", "2.1.0", hide("#"));

        allOpen(dataset, "#");
        Trace trace = hub.desk.trace(new BatchId(arrival, 0)).orElseThrow();
        assertThat(trace.releases()).hasSize(1).allSatisfy(release -> {
            assertThat(release.stage()).isEqualTo("open");
            assertThat(release.rows()).isEqualTo(3);
            assertThat(release.policies()).containsExactly("word=late/2.1.0");
        });
    }

    @Test
    void goesOnAfterARestartWhenTheMaskCameMeanwhile() throws Exception {
        Dataset dataset = hub.publish(Sample.words().open("word", "late"));
        waits(dataset, "mask-missing");

        hub.stop();
        hub.start();
        soon().untilAsserted(() -> assertThat(hub.release(dataset).waiting()).isPresent());
        assertThat(hub.open(dataset)).isEmpty();
        hub.stop();
        hub.offer("late", "1.0.0", hide("#"));
        hub.start();

        allOpen(dataset, "#");
    }

    @Test
    void waitsForAMaskThatThrowsAndGoesOnWithABetterVersion() throws Exception {
        hub.offer("sick", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put(source, offset, length);
            throw new IllegalStateException("a plugin's own fault");
        });
        Dataset dataset = hub.publish(Sample.words().open("word", "sick"));
        waits(dataset, "policy-throws");

        hub.offer("sick", "1.0.1", hide("#"));

        allOpen(dataset, "#");
    }

    @Test
    void waitsForAMaskThatCannotEvenBeLoaded() throws Exception {
        hub.offer("unloadable", "1.0.0", (item, arguments) -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });
        Dataset dataset = hub.publish(Sample.words().open("word", "unloadable"));

        waits(dataset, "policy-throws");
    }

    @Test
    void waitsForAMaskThatHangsAndGoesOnWithABetterVersion() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        hub.offer("slow", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            boolean waited = false;
            while (!waited) {
                try {
                    never.await();
                    waited = true;
                } catch (InterruptedException e) {
                    // a plugin that cannot be stopped
                    waited = false;
                }
            }
            return true;
        });
        Dataset dataset = hub.publish(Sample.words().open("word", "slow"));
        waits(dataset, "policy-hangs");

        // each plugin that comes or goes makes the hub try again: threads must not pile up behind it
        for (int i = 0; i < 8; i++) {
            long tried = hub.number("select count(*) from chama.release where waiting_code = 'policy-hangs'");
            assertThat(tried).isEqualTo(1);
            hub.offer("unrelated-" + i, "1.0.0", hide("?"));
            othersGoOn(i);
        }
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("chama-policy"))
                        .filter(thread -> Set.of(thread.getStackTrace()).stream()
                                .anyMatch(frame -> frame.toString().contains("MasksTest"))))
                .hasSizeLessThanOrEqualTo(3);

        hub.offer("slow", "1.0.1", hide("#"));
        allOpen(dataset, "#");
        never.countDown();
    }

    @Test
    void releasesTheOthersWhileAMaskHangsAndStopsWithoutWaitingForIt() throws Exception {
        hub.stop();
        hub.policyTimeout(600).start();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(5);
        hub.offer("slow", "1.0.0", (item, arguments) -> {
            hanging.countDown();
            awaitQuietly(never);
            return (source, offset, length, into) -> true;
        });
        for (int nth = 0; nth < 5; nth++) {
            Dataset slow = hub.publish(Sample.words().id("a-slow-" + nth).open("word", "slow"));
            hub.store(slow, "a.csv", Sample.csv(1, 2));
        }
        hanging.await();

        othersGoOn(0);

        assertThat(hub.number("select count(*) from chama.release where waiting_code is not null"))
                .isZero();
        assertTimeout(Duration.ofSeconds(10), hub::stop);
        hub.start();
        never.countDown();
    }

    private void othersGoOn(int round) throws Exception {
        Dataset other = hub.publish(Sample.words().id("z-other-" + round).open("word", "hide"));
        hub.store(other, "a.csv", Sample.csv(1, 2));
        hub.released(other);
    }

    @Test
    void waitsForAMaskThatGivesAValueBackUnchanged() throws Exception {
        AtomicInteger values = new AtomicInteger();
        hub.offer("idle", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            if (values.incrementAndGet() % 3 == 0) {
                into.put(source, offset, length);
            } else {
                into.put("*");
            }
            return true;
        });
        Dataset dataset = hub.publish(Sample.words().open("word", "idle"));
        waits(dataset, "mask-unchanged");

        hub.offer("idle", "1.0.1", hide("#"));

        allOpen(dataset, "#");
    }

    @Test
    void waitsWhenTheOpenZoneRefusesAValueAndGoesOnWhenItDoesNot() throws Exception {
        Dataset dataset = hub.publish(Sample.words().open("word", "hide"));
        String table = "alter table open.d" + dataset.number();
        hub.sql(table + " add constraint no_star check (i2 <> '*')");
        waits(dataset, "release-failed");

        hub.sql(table + " drop constraint no_star");
        hub.offer("any", "1.0.0", hide("?"));

        allOpen(dataset, "*");
    }

    @Test
    void waitsForAPolicyThatKeepsASubjectAndDropsItInTheEnd() throws Exception {
        Offer<Mask> keeping = hub.offer("drop", "9.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put(source, offset, length);
            return true;
        });
        Dataset dataset = hub.publish(Sample.persons().open("name", "hide"));
        String content = "citizen,name\n" + Sample.citizen(1) + ",甲\n" + Sample.citizen(2) + ",乙\n";
        long arrival = hub.store(dataset, "a.csv", content).number();

        soon().untilAsserted(() -> assertThat(hub.release(dataset).waiting())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("subject-kept")));
        assertThat(hub.open(dataset)).isEmpty();

        hub.withdrawMask(keeping);

        hub.released(dataset);
        assertThat(hub.open(dataset)).containsExactly("*", "*");
        assertThat(hub.desk.trace(new BatchId(arrival, 0)).orElseThrow().releases())
                .singleElement()
                .satisfies(release ->
                        assertThat(release.policies()).containsExactly("citizen=drop/1.0.0", "name=hide/1.0.0"));
    }

    @Test
    void waitsWhenNothingDropsASubjectThoughNoRuleNamesAPolicy() throws Exception {
        hub.close();
        hub = new TestHub(hub.folder.resolve("without-drop"));
        hub.offer("hide", "1.0.0", hide("*"));
        hub.start();
        Dataset dataset = hub.publish(Sample.persons().open("name", "hide"));
        hub.store(dataset, "a.csv", "citizen,name\n" + Sample.citizen(1) + ",甲\n");

        soon().untilAsserted(() -> assertThat(hub.release(dataset).waiting())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("mask-missing")));

        assertThat(hub.open(dataset)).isEmpty();
    }

    @Test
    void namesTheVersionThatMaskedEachBatchWhenAMaskIsSwappedMidFile() throws Exception {
        CountDownLatch third = new CountDownLatch(1);
        CountDownLatch swapped = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        Offer<Mask> old = hub.offer("swapped", "1.0.0", (item, arguments) -> {
            if (batches.incrementAndGet() == 3) {
                third.countDown();
                awaitQuietly(swapped);
            }
            return (source, offset, length, into) -> {
                into.put("v1");
                return true;
            };
        });
        hub.policyTimeout(30);
        hub.stop();
        hub.start();
        Dataset dataset = hub.publish(Sample.words().open("word", "swapped"));
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 30_000)));
        third.await();

        hub.offer("swapped", "2.0.0", hide("v2"));
        hub.withdrawMask(old);
        swapped.countDown();

        hub.ended(arrival, ArrivalState.STORED);
        hub.released(dataset);
        Set<String> versions = ConcurrentHashMap.newKeySet();
        for (int sequence = 0; sequence < 6; sequence++) {
            int first = sequence * 5_000 + 1;
            Trace.Release release = hub.desk
                    .trace(new BatchId(arrival, sequence))
                    .orElseThrow()
                    .releases()
                    .get(0);
            String version = release.policies().get(0);
            versions.add(version);
            Set<String> marks = hub.open(dataset).stream()
                    .map(row -> row.split(","))
                    .filter(row -> Integer.parseInt(row[0]) >= first && Integer.parseInt(row[0]) < first + 5_000)
                    .map(row -> row[1])
                    .collect(Collectors.toSet());
            assertThat(marks).containsExactly(version.equals("word=swapped/1.0.0") ? "v1" : "v2");
            assertThat(release.rows()).isEqualTo(5_000);
        }
        assertThat(versions).containsExactlyInAnyOrder("word=swapped/1.0.0", "word=swapped/2.0.0");
        assertThat(hub.open(dataset)).hasSize(30_000).noneMatch(row -> row.contains("word-"));
    }

    @Test
    void namesEveryVersionThatMaskedASnapshotAndCountsAllItsRows() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch swapped = new CountDownLatch(1);
        AtomicInteger parts = new AtomicInteger();
        hub.offer("swapped", "1.0.0", (item, arguments) -> {
            if (parts.incrementAndGet() == 2) {
                second.countDown();
                awaitQuietly(swapped);
            }
            return (source, offset, length, into) -> {
                into.put("v1");
                return true;
            };
        });
        hub.policyTimeout(30);
        hub.stop();
        hub.start();
        Dataset dataset =
                hub.publish(Sample.words().mode(WriteMode.SNAPSHOT, "seq").open("word", "swapped"));
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));
        second.await();
        assertThat(hub.open(dataset)).isEmpty();

        hub.offer("swapped", "2.0.0", hide("v2"));
        swapped.countDown();

        hub.released(dataset);
        assertThat(hub.open(dataset)).hasSize(12_000).noneMatch(row -> row.contains("word-"));
        assertThat(hub.desk.trace(new BatchId(arrival, 1)).orElseThrow().releases())
                .singleElement()
                .satisfies(release -> {
                    assertThat(release.rows()).isEqualTo(12_000);
                    assertThat(release.policies())
                            .containsExactlyInAnyOrder("word=swapped/1.0.0", "word=swapped/2.0.0");
                });
    }

    @Test
    void masksWhateverTypeAnItemHasAndLeavesNothingOfARowThatWasDeleted() throws Exception {
        Dataset dataset = hub.publish(Sample.words()
                .item("memo", ItemType.MEMO, 0, false)
                .mode(WriteMode.UPSERT, "seq")
                .open("word", "hide"));
        hub.store(dataset, "a.csv", "seq,word,at,memo\n1,one,,x\n2,two,,y\n");
        hub.released(dataset);
        assertThat(hub.open(dataset)).containsExactly("1,*,,x", "2,*,,y");

        hub.store(dataset, "b.csv", "seq,word,at,memo,_action\n1,,,,DELETE\n");

        hub.released(dataset);
        assertThat(hub.share(dataset)).containsExactly("2,two,,y");
        assertThat(hub.open(dataset)).containsExactly("2,*,,y");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
