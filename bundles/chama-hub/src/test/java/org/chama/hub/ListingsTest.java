package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.hub.TestHub.of;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.chama.api.RefusedException;
import org.chama.api.access.Reach;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;
import org.chama.api.desk.QuarantinedRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists are paged by key: nothing is left out and nothing comes twice, whatever is added meanwhile. */
class ListingsTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static <T> List<T> all(Function<Optional<String>, Listing<T>> page, Runnable between) {
        List<T> all = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Listing<T> listing = page.apply(after);
            all.addAll(listing.entries());
            after = listing.next();
            between.run();
        } while (after.isPresent());
        return all;
    }

    @Test
    void pagesArrivalsNewestFirstWithoutGapsOrRepeats() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        List<Long> numbers = new ArrayList<>();
        for (int nth = 0; nth < 23; nth++) {
            numbers.add(0, hub.store(dataset, nth + ".csv", Sample.csv(nth, 1)).number());
        }
        int[] more = {1000};

        List<ArrivalView> all = all(after -> hub.desk.arrivals(of(dataset), after, 5), () -> {
            try {
                hub.bring(dataset, "more.csv", Sample.csv(more[0]++, 1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(all).extracting(ArrivalView::number).isEqualTo(numbers);
        assertThat(all(after -> hub.desk.arrivals(of(dataset), after, 23), () -> {}))
                .extracting(ArrivalView::number)
                .containsAll(numbers)
                .doesNotHaveDuplicates();
    }

    @Test
    void pagesBatchesNewestFirst() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.store(dataset, "a.csv", Sample.csv(1, 22_000));
        hub.store(dataset, "b.csv", Sample.csv(1, 17_000));

        List<BatchView> all = all(after -> hub.desk.batches(of(dataset), after, 2), () -> {});

        assertThat(all)
                .hasSize(9)
                .doesNotHaveDuplicates()
                .extracting(BatchView::id)
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(all.stream().mapToInt(BatchView::rows).sum()).isEqualTo(39_000);
        assertThat(all.get(0).firstRecord()).isEqualTo(15_001);
        assertThat(all.get(0).lastRecord()).isEqualTo(17_000);
    }

    @Test
    void pagesTheQuarantineInOrderOfTheSource() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        for (int file = 0; file < 3; file++) {
            int which = file;
            hub.store(
                    dataset,
                    file + ".csv",
                    Sample.csv(1, 10, nth -> nth % 2 == 0 ? "x,w" + which + "," : nth + ",w" + which + ","));
        }

        List<QuarantinedRow> all = all(after -> hub.desk.quarantine(of(dataset), after, 4), () -> {});

        assertThat(all).hasSize(15);
        assertThat(all.stream()
                        .map(row -> row.arrival() * 1000 + row.position())
                        .toList())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(all).extracting(QuarantinedRow::masked).containsOnly("a");
    }

    @Test
    void showsWhatAFilterAsksFor() throws Exception {
        Dataset mine = hub.publish(Sample.words().in("tourism"));
        Dataset other = hub.publish(Sample.words().in("tourism"));
        long arrival = hub.store(mine, "a.csv", Sample.rows("1,a,", "x,b,")).number();
        hub.store(other, "a.csv", Sample.csv(1, 2));

        Filter department = new Filter(
                Reach.EVERYWHERE, Optional.of("tourism"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(hub.desk.arrivals(department, Optional.empty(), 10).entries())
                .hasSize(2);
        assertThat(hub.desk.batches(department, Optional.empty(), 10).entries()).hasSize(2);
        assertThat(hub.desk.quarantine(department, Optional.empty(), 10).entries())
                .hasSize(1);
        Filter stored = new Filter(
                Reach.EVERYWHERE,
                Optional.of("tourism"),
                Optional.of(mine.id()),
                Optional.of("STORED"),
                Optional.of(arrival));
        assertThat(hub.desk.arrivals(stored, Optional.empty(), 10).entries())
                .extracting(ArrivalView::number)
                .containsExactly(arrival);
        Filter elsewhere = new Filter(
                new Reach(false, Set.of("police")),
                Optional.of("tourism"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(hub.desk.arrivals(elsewhere, Optional.empty(), 10).entries()).isEmpty();
        assertThat(hub.desk.batches(elsewhere, Optional.empty(), 10).entries()).isEmpty();
        assertThat(hub.desk.quarantine(elsewhere, Optional.empty(), 10).entries())
                .isEmpty();
        Filter own = new Filter(
                new Reach(false, Set.of("police", "tourism")),
                Optional.empty(),
                Optional.of(mine.id()),
                Optional.empty(),
                Optional.empty());
        assertThat(hub.desk.arrivals(own, Optional.empty(), 10).entries()).hasSize(1);
        Filter nowhere =
                new Filter(Reach.NOWHERE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(hub.desk.arrivals(nowhere, Optional.empty(), 10).entries()).isEmpty();
        Filter held = new Filter(
                Reach.EVERYWHERE, Optional.of("tourism"), Optional.empty(), Optional.of("HELD"), Optional.empty());
        assertThat(hub.desk.arrivals(held, Optional.empty(), 10).entries()).isEmpty();
    }

    @Test
    void refusesALimitATokenOrAStateThatIsNone() {
        for (int limit : new int[] {0, -1, 1001}) {
            assertThatThrownBy(() -> hub.desk.arrivals(Filter.ALL, Optional.empty(), limit))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bad-limit");
        }
        for (String token : List.of("", "x", "1; drop table", "1:x", ":")) {
            assertThatThrownBy(() -> hub.desk.arrivals(Filter.ALL, Optional.of(token), 10))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bad-token");
            assertThatThrownBy(() -> hub.desk.batches(Filter.ALL, Optional.of(token), 10))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bad-token");
            assertThatThrownBy(() -> hub.desk.quarantine(Filter.ALL, Optional.of(token), 10))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bad-token");
        }
        Filter state =
                new Filter(Reach.EVERYWHERE, Optional.empty(), Optional.empty(), Optional.of("NONE"), Optional.empty());
        assertThatThrownBy(() -> hub.desk.batches(state, Optional.empty(), 10))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("bad-state");
    }

    @Test
    void knowsNothingOfWhatIsNotThere() {
        assertThat(hub.desk.arrival(999_999)).isEmpty();
        assertThat(hub.desk.trace(new BatchId(999_999, 0))).isEmpty();
    }
}
