package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.deletion;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Query;
import org.chama.api.store.Stored;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenCopyTest {

    private static final Query ALL = Query.page(Optional.empty(), 100);

    private static void write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static void open(Base base, DatasetStore store, Dataset dataset, long arrival, Stored from, Rows masked) {
        base.database().write(connection -> {
            store.writeOpen(connection, dataset, arrival, from, masked);
            return null;
        });
    }

    private static void open(Base base, DatasetStore store, Dataset dataset, long arrival) {
        Stored stored = store.read(dataset, arrival, 1, 1_000);
        open(base, store, dataset, arrival, stored, stored.rows());
    }

    @ParameterizedTest
    @EnumSource
    void holdsMaskedItemsAsTextAndNoSubjectIdentifier(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(WriteMode.APPEND, List.of(), Optional.empty());
        store.prepare(dataset);
        write(
                base,
                store,
                dataset,
                1,
                rows(
                        4,
                        row(
                                "c",
                                "530000190001010001",
                                "",
                                "13800000000",
                                "m",
                                "1",
                                "2",
                                "3",
                                "4",
                                "19000101",
                                "1900-01-01 00:00:00",
                                "1",
                                "1900-01-01")));
        Stored stored = store.read(dataset, 1, 1, 10);

        open(
                base,
                store,
                dataset,
                1,
                stored,
                rows(
                        4,
                        row(
                                "c",
                                "138********",
                                "m",
                                "1",
                                "2",
                                "3",
                                "4",
                                "1900-01-01",
                                "1900-01-01 00:00:00",
                                "true",
                                "1900年")));

        assertThat(store.query(Zone.OPEN, dataset, ALL).items())
                .extracting(i -> i.name())
                .doesNotContain("holder", "company");
        assertThat(texts(store.query(Zone.OPEN, dataset, ALL).rows()))
                .containsExactly(List.of(
                        "c",
                        "138********",
                        "m",
                        "1.000000",
                        "2.00",
                        "3",
                        "4",
                        "1900-01-01",
                        "1900-01-01 00:00:00",
                        "true",
                        "1900年"));
        assertThat(store.count(Zone.OPEN, dataset)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void replacesRowsThatWereWrittenBefore(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        write(base, store, dataset, 1, rows(1, row("1", "a", null), row("2", "b", null), row("3", "c", null)));
        open(base, store, dataset, 1);
        Stored two = store.read(dataset, 1, 2, 3);

        open(base, store, dataset, 1, two, rows(2, row("2", "B", null), row("3", "C", null)));

        assertThat(texts(store.query(Zone.OPEN, dataset, ALL).rows()))
                .extracting(r -> r.get(1))
                .containsExactly("a", "B", "C");
    }

    @ParameterizedTest
    @EnumSource
    void followsAnUpsertByIdentityAndForgetsDeletedRecords(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);
        write(base, store, dataset, 1, rows(1, row("1", "a", null), row("2", "b", null), row("3", "c", null)));
        open(base, store, dataset, 1);

        write(base, store, dataset, 2, rows(1, row("2", "B", null), row("4", "d", null)));
        open(base, store, dataset, 2);
        write(base, store, dataset, 3, deletion(1, "3", null, null));
        open(base, store, dataset, 3);

        assertThat(texts(store.query(Zone.OPEN, dataset, ALL).rows()))
                .containsExactlyInAnyOrder(
                        Arrays.asList("1", "a", null), Arrays.asList("2", "B", null), Arrays.asList("4", "d", null));
        assertThat(store.count(Zone.OPEN, dataset)).isEqualTo(3);

        write(base, store, dataset, 4, rows(1, row("3", "back", null)));
        open(base, store, dataset, 4);
        assertThat(texts(store.query(
                                Zone.OPEN,
                                dataset,
                                new Query(Map.of("id", "3"), Optional.empty(), List.of("word"), Optional.empty(), 5))
                        .rows()))
                .containsExactly(List.of("back"));
    }

    @ParameterizedTest
    @EnumSource
    void offersNothingOfADatasetThatIsNotOpen(Base base) {
        DatasetStore store = base.store();
        Dataset open = Sample.small(WriteMode.APPEND, false, false);
        Dataset closed = new Dataset(
                open.id(),
                open.number(),
                1,
                open.code(),
                open.title(),
                open.department(),
                open.subjects(),
                "x",
                open.items(),
                open.key(),
                open.orderItem(),
                open.writeMode(),
                open.shareType(),
                org.chama.api.dataset.OpenType.CONDITIONAL,
                List.of(),
                Confidentiality.NONE);
        store.prepare(closed);

        assertThatThrownBy(() -> store.query(Zone.OPEN, closed, ALL))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("not-open"));
        assertThatThrownBy(() -> store.count(Zone.OPEN, closed)).isInstanceOf(RefusedException.class);
    }
}
