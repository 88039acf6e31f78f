package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TablesTest {

    private static Dataset version(int number, int version, Item... items) {
        return Sample.dataset(
                number,
                version,
                List.of(items),
                List.of(),
                WriteMode.UPSERT,
                List.of(items[0].name()),
                Optional.empty());
    }

    private static void write(Base base, DatasetStore store, Dataset dataset, long arrival, String[]... values) {
        base.database().write(connection -> store.write(connection, dataset, arrival, rows(1, values)));
    }

    @ParameterizedTest
    @EnumSource
    void widensATableInPlaceAndTakesRowsOfBothVersions(Base base) {
        int number = Base.number();
        Dataset first = version(
                number,
                1,
                Sample.item(1, "id", ItemType.CHARACTER, 4, 0),
                Sample.item(2, "amount", ItemType.NUMERIC, 5, 2));
        Dataset second = version(
                number,
                2,
                Sample.item(1, "number", ItemType.CHARACTER, 40, 0),
                Sample.item(3, "extra", ItemType.DATE, 0, 0),
                Sample.item(2, "amount", ItemType.NUMERIC, 20, 2));
        DatasetStore store = base.store();
        store.prepare(first);
        write(base, store, first, 1, row("a", "123.45"));
        store.prepare(second);
        write(base, store, second, 2, row("b".repeat(40), "1900-01-01", "123456789012345678.90"));
        write(base, store, first, 3, row("c", "1"));
        base.store().prepare(first);

        Query all = Query.page(Optional.empty(), 10);
        assertThat(texts(store.query(Zone.SHARE, second, all).rows()))
                .containsExactly(
                        Arrays.asList("a", null, "123.45"),
                        List.of("b".repeat(40), "1900-01-01", "123456789012345678.90"),
                        Arrays.asList("c", null, "1.00"));
        assertThat(texts(store.read(second, 3, 1, 1).rows())).containsExactly(Arrays.asList("c", null, "1.00"));
        assertThat(texts(store.query(Zone.SHARE, first, all).rows()).get(0)).containsExactly("a", "123.45");
    }

    @ParameterizedTest
    @EnumSource
    void letsTwoNodesPrepareTheSameTablesAtOnce(Base base) {
        for (int round = 0; round < 5; round++) {
            Dataset dataset = Sample.dataset(WriteMode.UPSERT, List.of("certificate"), Optional.empty());
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<?>[] nodes = new CompletableFuture<?>[2];
            for (int i = 0; i < nodes.length; i++) {
                DatasetStore store = base.store();
                nodes[i] = CompletableFuture.runAsync(() -> {
                    try {
                        start.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    store.prepare(dataset);
                });
            }
            CompletableFuture.allOf(nodes).join();
            assertThat(base.store().count(Zone.SHARE, dataset)).isZero();
            assertThat(base.store().count(Zone.OPEN, dataset)).isZero();
        }
    }
}
