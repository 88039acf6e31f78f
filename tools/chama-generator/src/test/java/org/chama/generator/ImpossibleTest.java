package org.chama.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.chama.codes.CitizenId;
import org.chama.codes.CreditCode;
import org.chama.codes.Luhn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImpossibleTest {

    private static final long TODAY = LocalDate.of(2026, 11, 25).toEpochDay();
    private static final int ROWS = 100_000;

    @Test
    void givesPersonsRightNumbersNobodyHas() {
        Generator generator = new Generator(Recipe.of(Kind.PERSON));
        Row row = new Row(Kind.PERSON);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < ROWS; i++) {
            generator.make(i, row);
            impossible(row, 2);
            String id = row.text(2);
            assertThat(ids.add(id)).isTrue();
            assertThat(row.text(9).replace("-", "")).isEqualTo(id.substring(6, 14));
            assertThat(row.text(3)).matches("1[3-9][0-9]0{8}");
            assertThat(row.text(4)).matches("0[0-9]{3}-0{8}");
            assertThat(row.text(8)).matches("云[A-S]I[0-9]{4}");
            assertThat(Luhn.holds(row.data(), row.start(6), 19)).isTrue();
            assertThat(row.text(6)).startsWith("6222020000").hasSize(19);
        }
    }

    @Test
    void givesEnterprisesRightCodesNobodyHas() {
        Generator generator = new Generator(Recipe.of(Kind.ENTERPRISE));
        Row row = new Row(Kind.ENTERPRISE);
        Set<String> codes = new HashSet<>();
        int bodies = 0;
        for (int i = 0; i < ROWS; i++) {
            generator.make(i, row);
            impossible(row, 3);
            assertThat(CreditCode.check(row.data(), row.start(0), 18)).isEqualTo(CreditCode.Finding.GOOD);
            assertThat(CreditCode.organisationHolds(row.data(), row.start(0))).isTrue();
            String code = row.text(0);
            assertThat(code).matches("(91|5[123])530000MA0.{7}");
            assertThat(codes.add(code.substring(11, 16))).isTrue();
            bodies += code.startsWith("5") ? 1 : 0;
        }
        assertThat(bodies).isBetween(ROWS / 20, ROWS / 12);
    }

    @Test
    void marriesAManAndAWomanNobodyIs() {
        Generator generator = new Generator(Recipe.of(Kind.MARRIAGE));
        Row row = new Row(Kind.MARRIAGE);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < ROWS; i++) {
            generator.make(i, row);
            impossible(row, 2);
            impossible(row, 4);
            assertThat((row.text(2).charAt(16) - '0') % 2).isOne();
            assertThat((row.text(4).charAt(16) - '0') % 2).isZero();
            assertThat(ids.add(row.text(2))).isTrue();
            assertThat(ids.add(row.text(4))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Impossible.PERSONS, Impossible.MEN, Impossible.WOMEN, Impossible.ENTERPRISES})
    void usesEveryPlaceOfASpaceExactlyOnce(long space) {
        BitSet used = new BitSet((int) space);
        for (long i = 0; i < space; i++) {
            used.set((int) Impossible.place(7, i, space));
        }
        assertThat(used.cardinality()).isEqualTo((int) space);
    }

    @Test
    void keepsTheSequenceOfAnIdWithinThreeDigitsAtTheEndsOfTheSpace() {
        assertThat(id(Impossible.PERSONS - 1)).startsWith("53009919001231999");
        assertThat(id(0)).isEqualTo("53000019000101001" + id(0).charAt(17)).hasSize(18);
    }

    private static String id(long place) {
        Row row = new Row(Kind.PERSON);
        row.begin(0, 0, Dirt.NONE);
        Impossible.anyId(row, place);
        row.next();
        return row.text(0);
    }

    private static void impossible(Row row, int column) {
        assertThat(row.end(column) - row.start(column)).isEqualTo(18);
        assertThat(CitizenId.check(row.data(), row.start(column), 18, TODAY)).isEqualTo(CitizenId.Finding.GOOD);
        assertThat(row.text(column)).matches("5300[0-9]{2}1900.{8}");
    }
}
