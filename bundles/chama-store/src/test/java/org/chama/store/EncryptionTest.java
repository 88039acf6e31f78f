package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;
import org.chama.crypto.NodeCrypto;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncryptionTest {

    private static final String HOLDER = "53000019000101001X";
    private static final String[] FULL = {
        "A\\1",
        HOLDER,
        "91530000MA00000000",
        "13000000000",
        "备注\t\\x41\n",
        "-12.50",
        "3",
        "-7",
        "1.5",
        "1900-01-01",
        "1986-05-04 00:30:00.123",
        "是",
        "2026-02-28"
    };
    private static final String[] FULL_READ = {
        "A\\1",
        HOLDER,
        "91530000MA00000000",
        "13000000000",
        "备注\t\\x41\n",
        "-12.500000",
        "3.00",
        "-7",
        "1.5",
        "1900-01-01",
        "1986-05-04 00:30:00.123",
        "true",
        "2026-02-28"
    };

    static Stream<Arguments> modes() {
        return Stream.of(Base.values())
                .flatMap(base -> Stream.of(WriteMode.values()).map(mode -> Arguments.of(base, mode)));
    }

    private static String[] all(Dataset dataset) {
        return dataset.items().stream().map(Item::name).toArray(String[]::new);
    }

    private static Dataset encrypted(Dataset plain, String... names) {
        return Sample.dataset(
                Base.number(),
                1,
                Sample.encrypted(plain.items(), names),
                plain.subjects(),
                plain.writeMode(),
                plain.key(),
                plain.orderItem());
    }

    private static Written write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        return base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static void flip(Base base, DatasetStore store, Dataset dataset, long arrival) {
        if (dataset.writeMode() == WriteMode.SNAPSHOT) {
            base.database().write(connection -> store.flip(connection, Zone.SHARE, dataset, arrival));
        }
    }

    private static List<List<String>> everything(DatasetStore store, Dataset dataset) {
        return Sample.texts(store.query(Zone.SHARE, dataset, Query.page(Optional.empty(), 10_000))
                .rows());
    }

    private static List<List<String>> found(
            DatasetStore store, Dataset dataset, Map<String, String> key, String subject) {
        return Sample.texts(store.query(
                        Zone.SHARE,
                        dataset,
                        new Query(key, Optional.ofNullable(subject), List.of(), Optional.empty(), 100))
                .rows());
    }

    private static List<String> columns(Base base, Dataset dataset) {
        return base.database().read(connection -> {
            List<String> names = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select column_name from information_schema.columns"
                            + " where table_schema = 'share' and table_name = 'd" + dataset.number() + "'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        });
    }

    @ParameterizedTest
    @MethodSource("modes")
    void everyTypeComesBackAsItWouldPlainAndNothingOfItIsInTheTable(Base base, WriteMode mode) throws IOException {
        DatasetStore store = base.store();
        Dataset plain =
                Sample.dataset(mode, mode == WriteMode.UPSERT ? List.of("certificate") : List.of(), Optional.empty());
        Dataset dataset = encrypted(plain, all(plain));
        store.prepare(dataset);
        Rows rows = Sample.rows(
                1,
                FULL,
                Sample.row("", null, null, null, null, null, null, null, null, null, null, null, null),
                Sample.row("B", null, null, null, "", "", "", "", "", "", "", "", ""));

        assertThat(write(base, store, dataset, 5, rows).stored()).isEqualTo(3);
        flip(base, store, dataset, 5);

        Stored stored = store.read(dataset, 5, 1, 3);
        List<List<String>> texts = Sample.texts(stored.rows());
        assertThat(texts.get(0)).containsExactly(FULL_READ);
        assertThat(texts.get(1).get(0)).isEmpty();
        assertThat(texts.get(1).subList(1, 13)).containsOnlyNulls();
        assertThat(texts.get(2).get(4)).isEmpty();
        assertThat(texts.get(2).subList(5, 13)).containsOnlyNulls();
        assertThat(everything(store, dataset)).containsExactlyInAnyOrderElementsOf(texts);
        assertThat(found(store, dataset, Map.of(), HOLDER)).containsExactly(List.of(FULL_READ));

        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        assertThat(store.export(Zone.SHARE, dataset, csv)).isEqualTo(3);
        assertThat(csv.toString(StandardCharsets.UTF_8)).contains(HOLDER + ",", "1986-05-04 00:30:00.123");

        assertThat(columns(base, dataset))
                .contains("i1_c", "i2_c", "i2_x", "i13_c")
                .noneMatch(name -> name.matches("i\\d+"))
                .doesNotContain("i4_x");
        assertThat(nulls(base, dataset, "i2_c")).isEqualTo(2);
        assertThat(nulls(base, dataset, "i2_x")).isEqualTo(2);
    }

    private static int nulls(Base base, Dataset dataset, String column) {
        return base.database().read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select count(*) from share.d" + dataset.number() + " where " + column + " is null")) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    /** Random writes with many equal keys to a plain dataset and to encrypted ones give the same answers and the same records. */
    @ParameterizedTest
    @MethodSource("modes")
    void behavesAsAPlainDataset(Base base, WriteMode mode) {
        Dataset shape = Sample.dataset(
                Base.number(),
                1,
                Sample.items().subList(0, 7),
                Sample.SUBJECTS,
                mode,
                List.of("certificate", "amount"),
                mode == WriteMode.UPSERT ? Optional.of("price") : Optional.empty());
        Dataset some = encrypted(shape, "holder", "phone", "remark");
        Dataset keys = encrypted(shape, "certificate", "holder", "amount", "remark");
        DatasetStore store = base.store();
        Random random = new Random(mode.ordinal());
        for (Dataset dataset : List.of(shape, some, keys)) {
            store.prepare(dataset);
        }
        for (long arrival = 1; arrival <= 12; arrival++) {
            Rows rows = random(random, mode);
            Written expected = write(base, store, shape, arrival, rows);
            for (Dataset dataset : List.of(some, keys)) {
                Written written = write(base, store, dataset, arrival, rows);
                assertThat(written.stored()).isEqualTo(expected.stored());
                assertThat(written.repeats()).isEqualTo(expected.repeats());
                assertThat(written.conflicts())
                        .extracting(Written.Conflict::row)
                        .isEqualTo(expected.conflicts().stream()
                                .map(Written.Conflict::row)
                                .toList());
                assertThat(read(store, dataset, arrival)).isEqualTo(read(store, shape, arrival));
            }
        }
        for (Dataset dataset : List.of(shape, some, keys)) {
            flip(base, store, dataset, 12);
        }
        List<List<String>> expected = everything(store, shape);
        assertThat(expected).isNotEmpty();
        for (Dataset dataset : List.of(some, keys)) {
            assertThat(everything(store, dataset)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(expected.size());
            for (List<String> row : expected) {
                Map<String, String> key =
                        Map.of("certificate", row.get(0), "amount", row.get(5).replaceAll("0+$", ""));
                assertThat(found(store, dataset, key, null)).isEqualTo(found(store, shape, key, null));
                if (row.get(1) != null) {
                    assertThat(found(store, dataset, Map.of(), row.get(1)))
                            .containsExactlyInAnyOrderElementsOf(found(store, shape, Map.of(), row.get(1)));
                }
            }
            assertThat(found(store, dataset, Map.of("certificate", "nobody's"), null))
                    .isEmpty();
            assertThat(found(store, dataset, Map.of(), "53000019000101999X")).isEmpty();
        }
    }

    private static List<String> read(DatasetStore store, Dataset dataset, long arrival) {
        Rows rows = store.read(dataset, arrival, 1, 1_000).rows();
        List<List<String>> texts = Sample.texts(rows);
        List<String> all = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            all.add(rows.position(row) + " " + rows.action(row) + " " + texts.get(row));
        }
        return all;
    }

    private static Rows random(Random random, WriteMode mode) {
        Rows.Builder rows = new Rows.Builder(7, 60, 1_000);
        for (int i = 1; i <= 60; i++) {
            boolean delete = mode == WriteMode.UPSERT && random.nextInt(8) == 0;
            rows.row(i, i, delete ? Action.DELETE : Action.PUT);
            rows.add("C" + random.nextInt(12));
            value(rows, random, "530000190001010" + String.format("%03d", random.nextInt(6)));
            value(rows, random, "91530000MA0000000" + random.nextInt(3));
            value(rows, random, "1300000000" + random.nextInt(2));
            value(rows, random, "备注" + random.nextInt(2));
            rows.add(random.nextBoolean() ? "1.5" : "01.500");
            value(rows, random, String.valueOf(random.nextInt(4)));
        }
        return rows.build();
    }

    private static void value(Rows.Builder rows, Random random, String value) {
        if (random.nextInt(6) == 0) {
            rows.addNull();
        } else {
            rows.add(value);
        }
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aCiphertextMovedToAnotherRowDoesNotOpenAndTheErrorNamesThePlace(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = encrypted(Sample.small(WriteMode.APPEND, false, false), "word");
        store.prepare(dataset);
        write(base, store, dataset, 9, Sample.rows(1, Sample.row("1", "甲", null), Sample.row("2", "乙", null)));
        base.database().write(connection -> {
            try (Statement statement = connection.createStatement()) {
                String table = "share.d" + dataset.number();
                return statement.executeUpdate("update " + table + " set i2_c = (select i2_c from " + table
                        + " where position = 1) where position = 2");
            }
        });

        assertThatThrownBy(() -> store.read(dataset, 9, 1, 2)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().code()).isEqualTo("cannot-decrypt");
            assertThat(e.refusal().text().en()).contains(dataset.id(), "item 2", "arrival 9", "record 2");
        });
        assertThat(Sample.texts(store.read(dataset, 9, 1, 1).rows()))
                .containsExactly(java.util.Arrays.asList("1", "甲", null));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theOpenCopyHoldsTheMaskedValuesPlain(Base base, WriteMode mode) {
        DatasetStore store = base.store();
        Dataset dataset = encrypted(
                Sample.dataset(mode, mode == WriteMode.UPSERT ? List.of("certificate") : List.of(), Optional.empty()),
                "holder",
                "phone");
        store.prepare(dataset);
        write(base, store, dataset, 1, Sample.rows(1, FULL));
        Stored stored = store.read(dataset, 1, 1, 1);
        Rows.Builder masked = new Rows.Builder(dataset.openItems().size(), 1, 64);
        masked.row(1, 1, Action.PUT);
        for (Item item : dataset.openItems()) {
            if (item.name().equals("phone")) {
                masked.add("130****0000");
            } else {
                masked.addNull();
            }
        }
        base.database().write(connection -> {
            store.writeOpen(connection, dataset, 1, stored, masked.build());
            if (mode == WriteMode.SNAPSHOT) {
                store.flip(connection, Zone.OPEN, dataset, 1);
            }
            return null;
        });

        Page page = store.query(Zone.OPEN, dataset, Query.page(Optional.empty(), 10));
        assertThat(page.rows()
                        .text(0, page.items().indexOf(dataset.item("phone").orElseThrow())))
                .isEqualTo("130****0000");
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aVersionOfBeforeIsWrittenAndReadInTheFormOfToday(Base base) {
        DatasetStore store = base.store();
        Dataset plain = Sample.small(WriteMode.UPSERT, true, true);
        store.prepare(plain);
        Dataset next = Sample.next(plain, "word");
        store.prepare(next);

        write(base, store, plain, 1, Sample.rows(1, Sample.row("1", "甲", null)));

        assertThat(nulls(base, plain, "i2")).isEqualTo(1);
        assertThat(nulls(base, plain, "i2_c")).isZero();
        assertThat(everything(store, plain)).isEqualTo(everything(store, next));
        // a node that starts anew and meets the old version first leaves the layout alone
        base.store().prepare(plain);
        assertThat(everything(base.store(), next).get(0).get(1)).isEqualTo("甲");
        assertThat(nulls(base, plain, "i2_c")).isZero();
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aNewItemIsEncryptedFromTheStart(Base base) {
        DatasetStore store = base.store();
        Dataset plain = Sample.small(WriteMode.APPEND, true, false);
        store.prepare(plain);
        List<Item> items = new ArrayList<>(plain.items());
        items.add(Sample.item(4, "secret", org.chama.api.dataset.ItemType.MEMO, 0, 0));
        Dataset next = Sample.dataset(
                plain.number(),
                2,
                Sample.encrypted(items, "secret"),
                List.of(),
                WriteMode.APPEND,
                plain.key(),
                Optional.empty());
        store.prepare(next);
        write(base, store, next, 1, Sample.rows(1, Sample.row("1", "甲", null, "很长".repeat(300_000))));

        assertThat(columns(base, next)).contains("i2", "i4_c").doesNotContain("i4");
        assertThat(everything(store, next).get(0).get(3)).isEqualTo("很长".repeat(300_000));
        assertThat(store.jobs()).noneMatch(job -> job.number() == next.number());
        assertThat(write(base, store, next, 2, Sample.rows(1, Sample.row("1", "甲", null, "很长".repeat(300_000))))
                        .repeats())
                .isEqualTo(1);
        assertThat(write(base, store, next, 3, Sample.rows(1, Sample.row("1", "甲", null, "很短")))
                        .conflicts())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void theNodesOwnKeysHideWhatAReaderOfTheTableSees(Base base, @TempDir Path folder) throws Exception {
        NodeCrypto crypto = new NodeCrypto(folder.resolve("keys/chama.p12"), folder.resolve("secrets/keystore"));
        DatasetStore store = base.store(crypto);
        Dataset dataset = encrypted(Sample.small(WriteMode.APPEND, false, false), "word");
        store.prepare(dataset);
        write(base, store, dataset, 1, Sample.rows(1, Sample.row("1", "甲乙丙", null)));

        try (var connection = base.database().reader(Zone.SHARE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select i2_c from share.d" + dataset.number())) {
            row.next();
            assertThat(new String(row.getBytes(1), StandardCharsets.UTF_8)).doesNotContain("甲乙丙");
            assertThat(crypto.keyOf(row.getBytes(1))).isEqualTo("store/" + dataset.number() + "/1");
        }
        assertThat(everything(store, dataset).get(0).get(1)).isEqualTo("甲乙丙");
        // the keys of another node open nothing
        NodeCrypto other = new NodeCrypto(folder.resolve("other/chama.p12"), folder.resolve("others/keystore"));
        assertThatThrownBy(() -> everything(base.store(other), dataset))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("cannot-decrypt"));
    }
}
