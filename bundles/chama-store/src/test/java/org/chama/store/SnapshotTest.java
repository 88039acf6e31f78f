package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotTest {

    private static void write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static boolean flip(Base base, DatasetStore store, Zone zone, Dataset dataset, long arrival) {
        return base.database().write(connection -> store.flip(connection, zone, dataset, arrival));
    }

    private static void open(Base base, DatasetStore store, Dataset dataset, long arrival) {
        base.database().write(connection -> {
            var stored = store.read(dataset, arrival, 1, 1_000);
            store.writeOpen(connection, dataset, arrival, stored, stored.rows());
            return store.flip(connection, Zone.OPEN, dataset, arrival);
        });
    }

    /** A dataset, after whatever other tests left to be purged is gone. */
    private static Dataset dataset(Base base, DatasetStore store) {
        new Generations(base.database()).purge(Duration.ZERO, new Known());
        Dataset dataset = Sample.small(WriteMode.SNAPSHOT, true, false);
        store.prepare(dataset);
        return dataset;
    }

    private static List<List<String>> seen(DatasetStore store, Zone zone, Dataset dataset) {
        return texts(
                store.query(zone, dataset, Query.page(Optional.empty(), 100)).rows());
    }

    @ParameterizedTest
    @EnumSource
    void showsAGenerationOnlyWhenItFlipsAndThenAsAWhole(Base base) throws IOException {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 1, rows(1, row("1", "a", null), row("2", "b", null)));
        assertThat(seen(store, Zone.SHARE, dataset)).isEmpty();
        assertThat(store.count(Zone.SHARE, dataset)).isZero();
        assertThat(store.count(dataset, 1)).isEqualTo(2);
        assertThat(store.export(Zone.SHARE, dataset, new ByteArrayOutputStream()))
                .isZero();

        assertThat(flip(base, store, Zone.SHARE, dataset, 1)).isTrue();
        write(base, store, dataset, 2, rows(1, row("3", "c", null)));

        assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(2);
        assertThat(store.count(Zone.OPEN, dataset)).isZero();
        assertThat(flip(base, store, Zone.SHARE, dataset, 2)).isTrue();
        assertThat(seen(store, Zone.SHARE, dataset)).extracting(r -> r.get(1)).containsExactly("c");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(store.export(Zone.SHARE, dataset, out)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("id,word,day\r\n3,c,\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void keepsALaterGenerationWhenAnEarlierOneFlipsAfterIt(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 5, rows(1, row("5", "five", null)));
        write(base, store, dataset, 4, rows(1, row("4", "four", null)));
        flip(base, store, Zone.SHARE, dataset, 5);

        assertThat(flip(base, store, Zone.SHARE, dataset, 4)).isFalse();
        assertThat(flip(base, store, Zone.SHARE, dataset, 5)).isTrue();
        assertThat(seen(store, Zone.SHARE, dataset)).extracting(r -> r.get(1)).containsExactly("five");
    }

    @ParameterizedTest
    @EnumSource
    void pagesThroughTheGenerationTheyBeganWithUntilItIsPurged(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 1, rows(1, row("1", "a", null), row("2", "b", null), row("3", "c", null)));
        flip(base, store, Zone.SHARE, dataset, 1);
        Page first = store.query(Zone.SHARE, dataset, Query.page(Optional.empty(), 1));
        write(base, store, dataset, 2, rows(1, row("9", "z", null)));
        flip(base, store, Zone.SHARE, dataset, 2);

        Page second = store.query(Zone.SHARE, dataset, Query.page(first.next(), 1));
        assertThat(texts(second.rows()).get(0).get(1)).isEqualTo("b");

        open(base, store, dataset, 2);
        Generations generations = new Generations(base.database());
        assertThat(generations.purge(Duration.ofHours(1), new Known(dataset))).isZero();
        assertThat(generations.purge(Duration.ZERO, new Known(dataset))).isEqualTo(1);
        assertThat(store.count(dataset, 1)).isZero();
        assertThat(store.count(dataset, 2)).isEqualTo(1);
        assertThatThrownBy(() -> store.query(Zone.SHARE, dataset, Query.page(second.next(), 1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("page-expired"));
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatTheOpenCopyHasNotYetSeen(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        Generations generations = new Generations(base.database());
        for (long arrival = 1; arrival <= 2; arrival++) {
            write(base, store, dataset, arrival, rows(1, row("1", "a", null)));
            flip(base, store, Zone.SHARE, dataset, arrival);
        }

        assertThat(generations.purge(Duration.ZERO, new Known(dataset))).isZero();
        open(base, store, dataset, 1);
        assertThat(generations.purge(Duration.ZERO, new Known(dataset))).isEqualTo(1);
        open(base, store, dataset, 2);
        assertThat(generations.purge(Duration.ZERO, new Known(dataset))).isEqualTo(1);
        assertThat(seen(store, Zone.OPEN, dataset)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void purgesAtOnceWhatIsDiscardedInBoundedStepsAndNeverFlipsIt(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 1, rows(1, row("1", "a", null)));
        flip(base, store, Zone.SHARE, dataset, 1);
        open(base, store, dataset, 1);
        // far apart: three pieces and nothing in the middle one
        write(base, store, dataset, 2, rows(1, row("2", "b", null), row("3", "c", null)));
        write(base, store, dataset, 2, rows(120_000, row("4", "d", null)));
        base.database().write(connection -> {
            store.writeOpen(
                    connection,
                    dataset,
                    2,
                    store.read(dataset, 2, 1, 1),
                    store.read(dataset, 2, 1, 1).rows());
            return null;
        });

        assertThat(discard(base, store, dataset, 2)).isTrue();

        assertThat(discard(base, store, dataset, 2)).isFalse();
        assertThat(flip(base, store, Zone.SHARE, dataset, 2)).isFalse();
        assertThat(seen(store, Zone.SHARE, dataset)).extracting(r -> r.get(1)).containsExactly("a");
        Generations generations = new Generations(base.database());
        assertThat(generations.purge(Duration.ofHours(1), new Known(dataset))).isEqualTo(2);
        assertThat(store.count(dataset, 2)).isZero();
        assertThat(store.count(dataset, 1)).isEqualTo(1);
        assertThat(openRows(base, dataset)).isEqualTo(1);
        assertThat(generations.purge(Duration.ZERO, new Known(dataset))).isZero();
    }

    private static long openRows(Base base, Dataset dataset) {
        return base.database().read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("select count(*) from open.d" + dataset.number())) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private static boolean discard(Base base, DatasetStore store, Dataset dataset, long arrival) {
        return base.database().write(connection -> store.discard(connection, dataset, arrival));
    }

    @ParameterizedTest
    @EnumSource
    void discardsNeitherTheVisibleGenerationNorAFormerOne(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        for (long arrival = 1; arrival <= 2; arrival++) {
            write(base, store, dataset, arrival, rows(1, row("1", "a", null)));
            flip(base, store, Zone.SHARE, dataset, arrival);
        }

        assertThat(discard(base, store, dataset, 2)).isFalse();
        assertThat(discard(base, store, dataset, 1)).isFalse();
        assertThat(new Generations(base.database()).purge(Duration.ofHours(1), new Known(dataset)))
                .isZero();
        assertThat(seen(store, Zone.SHARE, dataset)).hasSize(1);
        assertThat(store.count(dataset, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void discardsTheFirstGenerationOfADatasetThatShowsNothingYet(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 7, rows(1, row("1", "a", null)));

        assertThat(discard(base, store, dataset, 7)).isTrue();

        assertThat(flip(base, store, Zone.SHARE, dataset, 7)).isFalse();
        new Generations(base.database()).purge(Duration.ofHours(1), new Known(dataset));
        assertThat(store.count(dataset, 7)).isZero();
        write(base, store, dataset, 8, rows(1, row("1", "b", null)));
        assertThat(flip(base, store, Zone.SHARE, dataset, 8)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void onlyASnapshotHasGenerationsToDiscard(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        assertThatThrownBy(() -> discard(base, store, dataset, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void purgesAnOvertakenGenerationAndEndsAPurgeThatWasInterrupted(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = dataset(base, store);
        write(base, store, dataset, 3, rows(1, row("3", "c", null)));
        flip(base, store, Zone.SHARE, dataset, 4);
        flip(base, store, Zone.SHARE, dataset, 3);
        base.database().write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(
                        "update chama.dataset_generation_former set purging = true where number = " + dataset.number());
            }
        });

        assertThat(new Generations(base.database()).purge(Duration.ofHours(1), new Known()))
                .isEqualTo(1);
        assertThat(store.count(dataset, 3)).isZero();
    }
}
