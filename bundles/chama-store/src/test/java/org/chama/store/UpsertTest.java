package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.store.Sample.deletion;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Query;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpsertTest {

    private record Piece(long arrival, Rows rows) {}

    private static Written write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        return base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static List<List<String>> now(DatasetStore store, Dataset dataset) {
        List<List<String>> rows =
                new ArrayList<>(texts(store.query(Zone.SHARE, dataset, Query.page(java.util.Optional.empty(), 100))
                        .rows()));
        rows.sort(java.util.Comparator.comparing(r -> Long.parseLong(r.get(0))));
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void endsInTheSameStateWhateverTheOrderOfTheBatches(Base base) {
        List<Piece> pieces = List.of(
                new Piece(
                        1, rows(1, row("1", "old", "2020-01-01"), row("2", "two", "2020-01-01"), row("3", "x", null))),
                new Piece(
                        2,
                        rows(
                                1,
                                row("1", "new", "2020-01-02"),
                                row("2", "stale", "2019-12-31"),
                                row("3", "later", null))),
                new Piece(2, deletion(9, "2", "gone", "2020-06-01")),
                new Piece(3, rows(1, row("1", "undated", null), row("3", "dated", "1900-01-01"))));
        DatasetStore store = base.store();
        for (List<Piece> order : permutations(pieces)) {
            Dataset dataset = Sample.small(WriteMode.UPSERT, true, true);
            store.prepare(dataset);
            order.forEach(piece -> write(base, store, dataset, piece.arrival, piece.rows));

            assertThat(now(store, dataset))
                    .containsExactly(List.of("1", "new", "2020-01-02"), List.of("3", "dated", "1900-01-01"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void foldsEqualKeysOfABatchToTheGreatestVersion(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, true);
        store.prepare(dataset);

        Written written = write(
                base,
                store,
                dataset,
                1,
                rows(
                        1,
                        row("7", "b", "2020-02-02"),
                        row("07", "c", "2020-02-02"),
                        row("+7", "a", "20200201"),
                        row("8", "d", null)));

        assertThat(written).isEqualTo(new Written(2, 2, List.of()));
        assertThat(now(store, dataset)).containsExactly(List.of("7", "c", "2020-02-02"), Arrays.asList("8", "d", null));
    }

    @ParameterizedTest
    @EnumSource
    void ordersByArrivalAndPositionWithoutAnOrderItem(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);
        write(base, store, dataset, 5, rows(1, row("1", "five", null)));

        assertThat(write(base, store, dataset, 4, rows(99, row("1", "four", null)))
                        .repeats())
                .isEqualTo(1);
        assertThat(write(base, store, dataset, 5, rows(1, row("1", "five", null)))
                        .repeats())
                .isEqualTo(1);
        assertThat(write(base, store, dataset, 5, rows(2, row("1", "five", null)))
                        .stored())
                .isEqualTo(1);
        assertThat(now(store, dataset)).containsExactly(Arrays.asList("1", "five", null));
    }

    @ParameterizedTest
    @EnumSource
    void leavesATombstoneThatAnOlderPutDoesNotReviveAndANewerDoes(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);
        write(base, store, dataset, 2, rows(1, row("1", "a", "2020-01-01")));
        long id = store.read(dataset, 2, 1, 1).ids()[0];

        assertThat(write(base, store, dataset, 4, deletion(1, "1", "a", null)).stored())
                .isEqualTo(1);
        assertThat(now(store, dataset)).isEmpty();
        assertThat(store.count(Zone.SHARE, dataset)).isZero();
        Stored tombstone = store.read(dataset, 4, 1, 1);
        assertThat(tombstone.ids()).containsExactly(id);
        assertThat(tombstone.rows().action(0)).isEqualTo(Action.DELETE);
        assertThat(texts(tombstone.rows())).containsExactly(Arrays.asList(null, null, null));

        assertThat(write(base, store, dataset, 3, rows(1, row("1", "late", null)))
                        .repeats())
                .isEqualTo(1);
        assertThat(now(store, dataset)).isEmpty();

        assertThat(write(base, store, dataset, 5, rows(1, row("1", "again", null)))
                        .stored())
                .isEqualTo(1);
        assertThat(store.read(dataset, 5, 1, 1).ids()).containsExactly(id);
        assertThat(now(store, dataset)).containsExactly(Arrays.asList("1", "again", null));
    }

    @ParameterizedTest
    @EnumSource
    void deletesARecordThatNeverCame(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);

        write(base, store, dataset, 4, deletion(1, "1", null, null));

        assertThat(write(base, store, dataset, 3, rows(1, row("1", "late", null)))
                        .repeats())
                .isEqualTo(1);
        assertThat(store.count(dataset, 4)).isEqualTo(1);
        assertThat(store.count(Zone.SHARE, dataset)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void keepsARowsIdentityAndReadsOnlyWhatNoLaterVersionReplaced(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);
        write(base, store, dataset, 1, rows(1, row("1", "a", null), row("2", "b", null)));
        Stored before = store.read(dataset, 1, 1, 2);

        write(base, store, dataset, 2, rows(1, row("2", "c", null)));

        Stored left = store.read(dataset, 1, 1, 2);
        assertThat(left.ids()).containsExactly(before.ids()[0]);
        assertThat(store.read(dataset, 2, 1, 1).ids()).containsExactly(before.ids()[1]);
    }

    @ParameterizedTest
    @EnumSource
    void takesKeysOfSeveralItemsOfSeveralTypes(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(
                WriteMode.UPSERT,
                List.of("holder", "amount", "born", "updated", "valid"),
                java.util.Optional.of("level"));
        store.prepare(dataset);
        String[] one = {
            "c",
            "530000190001010001",
            "",
            null,
            "m",
            "1.50",
            null,
            "1",
            null,
            "19000101",
            "1986-05-04 00:30:00",
            "Y",
            null
        };
        String[] same = one.clone();
        same[5] = "01.500";
        same[9] = "1900-01-01";
        same[10] = "1986-05-04T00:30:00.0";
        same[11] = "是";
        same[7] = "2";
        String[] other = one.clone();
        other[11] = "否";

        assertThat(write(base, store, dataset, 1, rows(1, one, other)).stored()).isEqualTo(2);
        assertThat(write(base, store, dataset, 2, rows(1, same)).stored()).isEqualTo(1);
        assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(2);
        assertThat(write(base, store, dataset, 3, rows(1, one)).repeats()).isEqualTo(1);
    }

    private static <T> List<List<T>> permutations(List<T> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> result = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            List<T> rest = new ArrayList<>(all);
            T first = rest.remove(i);
            for (List<T> tail : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                result.add(one);
            }
        }
        return result;
    }
}
