package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendTest {

    private static Written write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        return base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryValueBackAsTheCanonicalTextOfItsType(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(WriteMode.APPEND, List.of(), Optional.empty());
        store.prepare(dataset);
        String odd = "tab\there \"quote\" 'single' \\back\\slash\\N\r\nline\u0001 茶马😀 ,";
        Rows written = rows(
                7,
                row(
                        odd,
                        "530000190001010001",
                        "",
                        null,
                        odd,
                        "-12345678901234567890.123456",
                        "0.10",
                        "-9223372036854775807",
                        "0.1",
                        "19000101",
                        "1986-05-04T00:30:00.123456",
                        "是",
                        "1900-02-28"),
                row(
                        "\\N",
                        "",
                        "x",
                        "",
                        "",
                        "+0001",
                        "-.5",
                        "0042",
                        "5",
                        "0001-01-01",
                        "9999-12-31 23:59:59.5",
                        "N",
                        "2024-02-29"),
                row(null, null, null, null, null, null, null, null, null, null, null, null, null),
                row("a", "", "", "", "", "", "", "", "", "", "", "", ""),
                row(
                        "b",
                        "b",
                        "b",
                        "1",
                        "b",
                        "0",
                        "10000",
                        "9223372036854775807",
                        "1.5e300",
                        "1999-12-31",
                        "1999-12-31 23:59:59",
                        "false",
                        "2000-01-01"));
        assertThat(write(base, store, dataset, 3, written)).isEqualTo(new Written(5, 0, List.of()));

        Stored stored = store.read(dataset, 3, 1, 100);

        assertThat(stored.ids()).containsExactly(7, 8, 9, 10, 11);
        assertThat(stored.rows().position(4)).isEqualTo(11);
        assertThat(texts(stored.rows()))
                .containsExactly(
                        list(
                                odd,
                                "530000190001010001",
                                "",
                                null,
                                odd,
                                "-12345678901234567890.123456",
                                "0.10",
                                "-9223372036854775807",
                                "0.1",
                                "1900-01-01",
                                "1986-05-04 00:30:00.123456",
                                "true",
                                "1900-02-28"),
                        list(
                                "\\N",
                                "",
                                "x",
                                "",
                                "",
                                "1.000000",
                                "-0.50",
                                "42",
                                "5",
                                "0001-01-01",
                                "9999-12-31 23:59:59.5",
                                "false",
                                "2024-02-29"),
                        list(null, null, null, null, null, null, null, null, null, null, null, null, null),
                        list("a", "", "", "", "", null, null, null, null, null, null, null, null),
                        list(
                                "b",
                                "b",
                                "b",
                                "1",
                                "b",
                                "0.000000",
                                "10000.00",
                                "9223372036854775807",
                                "1.5E300",
                                "1999-12-31",
                                "1999-12-31 23:59:59",
                                "false",
                                "2000-01-01"));
        assertThat(store.read(dataset, 3, 8, 9).ids()).containsExactly(8, 9);
        assertThat(store.count(dataset, 3)).isEqualTo(5);
        assertThat(store.count(dataset, 4)).isZero();
        assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void keepsEveryDecimalExactly(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(
                Base.number(),
                1,
                List.of(Sample.item(1, "n", ItemType.NUMERIC, 0, 7), Sample.item(2, "wide", ItemType.NUMERIC, 40, 0)),
                List.of(),
                WriteMode.APPEND,
                List.of(),
                Optional.empty());
        store.prepare(dataset);
        Random random = new Random(20260101);
        List<BigDecimal> numbers = new ArrayList<>();
        Rows.Builder rows = new Rows.Builder(2, 0, 0);
        for (int i = 0; i < 2_000; i++) {
            BigDecimal number = new BigDecimal(new BigInteger(random.nextInt(120), random), random.nextInt(8));
            number = random.nextBoolean() ? number : number.negate();
            BigDecimal whole = number.setScale(0, RoundingMode.DOWN).remainder(BigDecimal.TEN.pow(40));
            numbers.add(number);
            rows.row(i + 1, i + 1, org.chama.api.batch.Action.PUT)
                    .add("0".repeat(number.signum() < 0 ? 0 : i % 5) + number.toPlainString())
                    .add(whole.toPlainString());
        }
        write(base, store, dataset, 1, rows.build());

        Rows read = store.read(dataset, 1, 1, 2_000).rows();

        assertThat(read.count()).isEqualTo(2_000);
        for (int i = 0; i < 2_000; i++) {
            assertThat(read.text(i, 0)).isEqualTo(numbers.get(i).setScale(7).toPlainString());
            assertThat(read.text(i, 1))
                    .isEqualTo(numbers.get(i)
                            .setScale(0, RoundingMode.DOWN)
                            .remainder(BigDecimal.TEN.pow(40))
                            .toPlainString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTextLongerThanAnyBuffer(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(
                Base.number(),
                1,
                List.of(Sample.item(1, "a", ItemType.MEMO, 0, 0), Sample.item(2, "b", ItemType.MEMO, 0, 0)),
                List.of(),
                WriteMode.APPEND,
                List.of(),
                Optional.empty());
        store.prepare(dataset);
        String vast = "云南".repeat(150_000);
        String[][] many = new String[40][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row("x".repeat(32_700 + i), i % 8 == 0 ? vast : "y");
        }
        write(base, store, dataset, 1, rows(1, many));

        assertThat(texts(store.read(dataset, 1, 1, 100).rows()))
                .isEqualTo(java.util.Arrays.stream(many).map(List::of).toList());
    }

    @ParameterizedTest
    @EnumSource
    void keepsEqualRowsWithoutAKey(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);

        Written written = write(base, store, dataset, 1, rows(1, row("1", "a", null), row("1", "a", null)));

        assertThat(written).isEqualTo(new Written(2, 0, List.of()));
        assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void countsAnEqualRowOfAKeyAndRefusesADifferentOne(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, true, false);
        store.prepare(dataset);
        write(base, store, dataset, 1, rows(1, row("1", "a", "2020-01-01"), row("2", null, null)));

        Written written = write(
                base,
                store,
                dataset,
                2,
                rows(
                        1,
                        row("5", "e", null),
                        row("01", "a", "20200101"),
                        row("2", "secret", null),
                        row("5", "e", null),
                        row("5", "f", null),
                        row("3", "c", null)));

        assertThat(written.stored()).isEqualTo(2);
        assertThat(written.repeats()).isEqualTo(2);
        assertThat(written.conflicts()).extracting(Written.Conflict::row).containsExactly(2, 4);
        assertThat(written.conflicts().get(0).refusal().code()).isEqualTo("key-conflict");
        assertThat(written.conflicts().get(0).refusal().text().zh())
                .contains("第 4 行", "项1")
                .doesNotContain("secret");
        assertThat(written.conflicts().get(0).refusal().text().en())
                .contains("Line 4", "id")
                .doesNotContain("secret");
        assertThat(texts(store.read(dataset, 2, 1, 10).rows()))
                .containsExactly(list("5", "e", null), list("3", "c", null));
    }

    @ParameterizedTest
    @EnumSource
    void countsRepeatsOverSeveralBatchesOfOneTransaction(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, true, false);
        store.prepare(dataset);

        List<Written> written = base.database()
                .write(connection -> List.of(
                        store.write(connection, dataset, 1, rows(1, row("1", "a", null))),
                        store.write(connection, dataset, 1, rows(2, row("1", "a", null), row("2", "b", null))),
                        store.write(connection, dataset, 1, rows(4, row("2", "c", null)))));

        assertThat(written).extracting(Written::stored).containsExactly(1, 1, 0);
        assertThat(written).extracting(Written::repeats).containsExactly(0, 1, 0);
        assertThat(written.get(2).conflicts()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void namesLineAndItemOfAValueThatIsNotOfItsTypeAndStoresNothing(Base base) {
        DatasetStore store = base.store();
        for (boolean keyed : new boolean[] {false, true}) {
            Dataset dataset = Sample.small(WriteMode.APPEND, keyed, false);
            store.prepare(dataset);
            Rows rows = rows(1, row("1", "a", null), row("2", "b", "1900-02-29"));

            assertThatThrownBy(() -> write(base, store, dataset, 1, rows))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line 3")
                    .hasMessageContaining("day")
                    .hasMessageNotContaining("1900");
            assertThat(store.count(Zone.SHARE, dataset)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesToRoundADecimal(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(
                Base.number(),
                1,
                List.of(Sample.item(1, "n", ItemType.NUMERIC, 9, 2)),
                List.of(),
                WriteMode.APPEND,
                List.of(),
                Optional.empty());
        store.prepare(dataset);

        assertThatThrownBy(() -> write(base, store, dataset, 1, rows(1, row("1.005"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(write(base, store, dataset, 1, rows(1, row("1.500"))).stored())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void takesDeletesOfUpsertOnly(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, true, false);
        store.prepare(dataset);

        assertThatThrownBy(() -> write(base, store, dataset, 1, Sample.deletion(1, "1", null, null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> list(String... values) {
        return java.util.Arrays.asList(values);
    }
}
