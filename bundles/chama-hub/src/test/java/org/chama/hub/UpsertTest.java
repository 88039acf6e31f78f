package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The greater version of a record wins in both zones: by order item, then arrival, then position. */
class UpsertTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder);
        hub.offer("twice", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put(source, offset, length);
            into.put(source, offset, length);
            return true;
        });
        hub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static Dataset ordered() {
        return hub.publish(
                Sample.words().mode(WriteMode.UPSERT, "seq").order("at").open("word", "twice"));
    }

    private static Dataset unordered() {
        return hub.publish(Sample.words().mode(WriteMode.UPSERT, "seq").open("word", "twice"));
    }

    @Test
    void keepsTheGreaterOrderItemWhicheverComesFirst() throws Exception {
        Dataset dataset = ordered();
        hub.store(dataset, "a.csv", Sample.rows("1,late,2026-03-01 00:00:00", "2,early,2026-01-01 00:00:00"));

        ArrivalView second =
                hub.store(dataset, "b.csv", Sample.rows("1,early,2026-02-01 00:00:00", "2,late,2026-02-01 00:00:00"));

        assertThat(second.stored()).isEqualTo(1);
        assertThat(second.repeats()).isEqualTo(1);
        assertThat(hub.share(dataset)).containsExactly("1,late,2026-03-01 00:00:00", "2,late,2026-02-01 00:00:00");
        hub.released(dataset);
        assertThat(hub.open(dataset))
                .containsExactly("1,latelate,2026-03-01 00:00:00", "2,latelate,2026-02-01 00:00:00");
    }

    @Test
    void keepsTheLaterArrivalWhenNothingElseDecides() throws Exception {
        for (Dataset dataset : new Dataset[] {ordered(), unordered()}) {
            hub.store(dataset, "a.csv", Sample.rows("1,first,2026-01-01 00:00:00"));
            hub.store(dataset, "b.csv", Sample.rows("1,second,2026-01-01 00:00:00"));
            hub.released(dataset);

            assertThat(hub.share(dataset)).containsExactly("1,second,2026-01-01 00:00:00");
            assertThat(hub.open(dataset)).containsExactly("1,secondsecond,2026-01-01 00:00:00");
        }
    }

    @Test
    void keepsTheLaterPositionOfOneFile() throws Exception {
        Dataset dataset = unordered();

        hub.store(dataset, "a.csv", Sample.rows("1,first,", "2,other,", "1,third,"));

        hub.released(dataset);
        assertThat(hub.share(dataset)).containsExactly("1,third,", "2,other,");
        assertThat(hub.open(dataset)).containsExactly("1,thirdthird,", "2,otherother,");
    }

    @Test
    void keepsTheLaterArrivalThoughItsBatchesAreTakenFirst() throws Exception {
        Dataset dataset = unordered();
        hub.stopTakers();
        long first = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));
        long second = received(hub.bring(dataset, "b.csv", Sample.csv(1, 12_000, nth -> nth + ",new,")));
        hub.startTakers();
        hub.ended(first, ArrivalState.STORED);
        hub.ended(second, ArrivalState.STORED);

        assertThat(hub.share(dataset)).hasSize(12_000).allMatch(row -> row.endsWith(",new,"));
        hub.released(dataset);
        assertThat(hub.open(dataset)).hasSize(12_000).allMatch(row -> row.endsWith(",newnew,"));
    }

    @Test
    void deletesInBothZonesAndKeepsATombstoneAgainstWhatIsOlder() throws Exception {
        Dataset dataset = ordered();
        hub.store(dataset, "a.csv", Sample.rows("1,one,2026-01-01 00:00:00", "2,two,2026-01-01 00:00:00"));
        hub.released(dataset);

        hub.store(dataset, "b.csv", "seq,word,at,_action\n1,,2026-03-01 00:00:00,DELETE\n");
        hub.released(dataset);

        assertThat(hub.share(dataset)).containsExactly("2,two,2026-01-01 00:00:00");
        assertThat(hub.open(dataset)).containsExactly("2,twotwo,2026-01-01 00:00:00");

        hub.store(dataset, "c.csv", Sample.rows("1,older,2026-02-01 00:00:00"));
        hub.released(dataset);
        assertThat(hub.share(dataset)).hasSize(1);
        assertThat(hub.open(dataset)).hasSize(1);

        hub.store(dataset, "d.csv", Sample.rows("1,newer,2026-04-01 00:00:00"));
        hub.released(dataset);
        assertThat(hub.share(dataset)).contains("1,newer,2026-04-01 00:00:00").hasSize(2);
        assertThat(hub.open(dataset))
                .contains("1,newernewer,2026-04-01 00:00:00")
                .hasSize(2);
    }

    @Test
    void leavesNothingOfARowThatWasDeletedBeforeItWasEverOpened() throws Exception {
        Dataset dataset = hub.publish(
                Sample.words().mode(WriteMode.UPSERT, "seq").open("word", "comes-late-" + System.nanoTime()));
        hub.store(dataset, "a.csv", Sample.rows("1,one,", "2,two,"));
        hub.store(dataset, "b.csv", "seq,word,at,_action\n1,,,DELETE\n");

        String mask = dataset.item("word").orElseThrow().mask().orElseThrow().policy();
        hub.offer(mask, "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put("*");
            return true;
        });

        hub.released(dataset);
        assertThat(hub.open(dataset)).containsExactly("2,*,");
    }

    @Test
    void endsAsTheSameTableInBothZonesAfterManyChanges() throws Exception {
        Dataset dataset = unordered();
        for (int round = 0; round < 6; round++) {
            int part = round;
            hub.bring(
                    dataset,
                    "round-" + round + ".csv",
                    "seq,word,at,_action\n"
                            + IntStream.range(0, 200)
                                    .mapToObj(nth -> {
                                        int seq = (nth * 7 + part * 13) % 300;
                                        return nth % 11 == 0
                                                ? seq + ",,,DELETE\n"
                                                : seq + ",r" + part + "n" + nth + ",,PUT\n";
                                    })
                                    .reduce("", String::concat));
        }
        long last = hub.arrivals(dataset).get(0).number();
        hub.ended(last, ArrivalState.STORED);
        hub.released(dataset);

        assertThat(hub.open(dataset))
                .isEqualTo(hub.share(dataset).stream()
                        .map(row -> row.split(",", -1))
                        .map(row -> row[0] + "," + row[1] + row[1] + ",")
                        .sorted()
                        .toList());
    }
}
