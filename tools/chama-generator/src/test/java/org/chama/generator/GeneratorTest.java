package org.chama.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {

    @ParameterizedTest
    @CsvSource({
        "PERSON, 3b104432fc2041c0",
        "ENTERPRISE, 5923ab6412fee14a",
        "MARRIAGE, 640390f348994aea",
    })
    void givesTheSameThousandRowsForEver(Kind kind, String hash) {
        Expected expected = Expected.of(Recipe.of(kind), 0, 1000);
        assertThat(expected.stored()).isEqualTo(1000);
        assertThat("%016x".formatted(expected.hash())).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({
        "PERSON, ac4499fdcb337282",
        "ENTERPRISE, 4715bb636db0a773",
        "MARRIAGE, 4fe3849b68eac5c2",
    })
    void givesTheSameDirtyRowsForEver(Kind kind, String hash) {
        Expected expected = Expected.of(Recipe.of(kind).withDirty(0.01).withDuplicates(0.005), 0, 100_000);
        assertThat("%016x".formatted(expected.hash())).isEqualTo(hash);
        assertThat(expected.check()).isPositive();
        assertThat(expected.door()).isPositive();
    }

    @Test
    void drawsAsSplitmix64Does() {
        assertThat(Draw.mix(0x9E3779B97F4A7C15L)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(Draw.mix(2 * 0x9E3779B97F4A7C15L)).isEqualTo(0x6E789E6AA1B965F4L);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void makesARowAloneAsInTheStream(Kind kind) {
        Recipe recipe = Recipe.of(kind).withDirty(0.05).withDuplicates(0.05);
        List<String> stream = new ArrayList<>();
        Generator generator = new Generator(recipe);
        Row row = new Row(kind);
        for (int i = 0; i < 5000; i++) {
            stream.add(all(generator.make(i, row)));
        }
        List<Integer> order =
                new ArrayList<>(LongStream.range(0, 5000).mapToObj(i -> (int) i).toList());
        Collections.shuffle(order, new Random(1));
        for (int i : order) {
            assertThat(all(new Generator(recipe).make(i, new Row(kind)))).isEqualTo(stream.get(i));
        }
    }

    @Test
    void addsUpTheSameInParts() {
        Recipe recipe = Recipe.of(Kind.PERSON).withDirty(0.01).withDuplicates(0.005);
        Expected parts = LongStream.range(0, 10)
                .parallel()
                .mapToObj(part -> Expected.of(recipe, part * 2000, 2000))
                .reduce(Expected::plus)
                .orElseThrow();
        assertThat(parts).isEqualTo(Expected.of(recipe, 0, 20_000));
    }

    @Test
    void changesEverythingWithTheSeed() {
        Expected one = Expected.of(Recipe.of(Kind.PERSON), 0, 100);
        Expected other = Expected.of(Recipe.of(Kind.PERSON).withSeed(20260102), 0, 100);
        assertThat(other.hash()).isNotEqualTo(one.hash());
    }

    @Test
    void leavesCleanRowsAsTheyAreWhenOthersAreDirty() {
        Generator clean = new Generator(Recipe.of(Kind.PERSON));
        Generator dirty = new Generator(Recipe.of(Kind.PERSON).withDirty(0.5));
        Row one = new Row(Kind.PERSON);
        Row other = new Row(Kind.PERSON);
        for (int i = 0; i < 2000; i++) {
            clean.make(i, one);
            dirty.make(i, other);
            if (other.dirt() == Dirt.NONE) {
                assertThat(other.values()).isEqualTo(one.values());
            } else if (other.dirt() != Dirt.COLUMNS) {
                assertThat(other.values()).isNotEqualTo(one.values());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void soilsTheShareItIsToldInEveryWay(Kind kind) {
        Generator generator = new Generator(Recipe.of(kind).withDirty(0.01));
        Row row = new Row(kind);
        long[] counts = new long[Dirt.values().length];
        int rows = 200_000;
        for (int i = 0; i < rows; i++) {
            counts[generator.make(i, row).dirt().ordinal()]++;
        }
        assertThat(rows - counts[Dirt.NONE.ordinal()]).isBetween(1_850L, 2_150L);
        assertThat(counts[Dirt.CHECK_DIGIT.ordinal()]).isBetween(500L, 750L);
        assertThat(counts[Dirt.QUOTED.ordinal()]).isBetween(480L, 710L);
        assertThat(counts[Dirt.EMPTY.ordinal()]).isBetween(240L, 390L);
        assertThat(counts[Dirt.BAD_BYTES.ordinal()]).isBetween(150L, 290L);
        assertThat(counts[Dirt.COLUMNS.ordinal()]).isBetween(150L, 290L);
        assertThat(counts[Dirt.LONG.ordinal()]).isBetween(10L, 60L);
        assertThat(counts[Dirt.LONG.ordinal()]).isPositive();
    }

    @Test
    void soilsNothingUnlessTold() {
        Expected expected = Expected.of(Recipe.of(Kind.PERSON), 0, 20_000);
        assertThat(expected.check() + expected.door()).isZero();
        assertThat(expected.distinct()).isEqualTo(20_000);
    }

    @Test
    void repeatsRowsByteForByteAndSaysSo() {
        Recipe recipe = Recipe.of(Kind.PERSON).withDuplicates(0.005);
        Generator generator = new Generator(recipe);
        Row row = new Row(Kind.PERSON);
        Set<String> seen = new HashSet<>();
        long distinctHash = 0;
        for (int i = 0; i < 100_000; i++) {
            generator.make(i, row);
            boolean isNew = seen.add(String.join("\u001f", row.values()));
            assertThat(row.isDuplicate()).isEqualTo(!isNew);
            distinctHash += isNew ? RowHash.of(row.values()) : 0;
        }
        Expected expected = Expected.of(recipe, 0, 100_000);
        assertThat(expected.stored()).isEqualTo(100_000);
        assertThat(expected.distinct()).isEqualTo(seen.size()).isBetween(99_400L, 99_600L);
        assertThat(expected.distinctHash()).isEqualTo(distinctHash);
        assertThat(expected.hash()).isNotEqualTo(distinctHash);
    }

    @Test
    void hidesTheSentinelWhereMasksWorkAndNowhereElse() {
        for (Kind kind : Kind.values()) {
            Set<String> hanzi = Set.of("name", "address", "legal_person", "husband_name", "wife_name");
            Set<String> zeros = Set.of("phone", "landline");
            Generator generator = new Generator(Recipe.of(kind));
            Row row = new Row(kind);
            for (int i = 0; i < 50_000; i++) {
                String[] values = generator.make(i * 150L, row).values();
                boolean marked = false;
                for (int c = 0; c < values.length; c++) {
                    String name = kind.columns().get(c).name();
                    boolean has = values[c].contains(Sentinel.HANZI);
                    marked |= has;
                    assertThat(!has || hanzi.contains(name)).as(name).isTrue();
                    assertThat(values[c].contains(Sentinel.WORD)).isEqualTo(name.equals("email"));
                    assertThat(name.equals("bank_card") || values[c].contains(Sentinel.ZEROS) == zeros.contains(name))
                            .as(name)
                            .isTrue();
                }
                assertThat(marked).isTrue();
            }
        }
        assertThat(Sentinel.marks().get(0)).isEqualTo("哨".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsAnEnterprisesPublicValuesFreeOfTheSentinel() {
        Row row = new Generator(Recipe.of(Kind.ENTERPRISE)).make(7, new Row(Kind.ENTERPRISE));
        assertThat(row.text(1) + row.text(4)).doesNotContain(Sentinel.HANZI);
        assertThat(row.text(2)).endsWith(Sentinel.HANZI);
    }

    @Test
    void refusesARowBehindTheLast() {
        Generator generator = new Generator(Recipe.of(Kind.PERSON));
        Row row = new Row(Kind.PERSON);
        assertThat(generator.make(Kind.PERSON.limit() - 1, row).text(0)).isEqualTo("36463500");
        assertThatThrownBy(() -> generator.make(Kind.PERSON.limit(), row)).hasMessageContaining("36463499");
        assertThatThrownBy(() -> generator.make(-1, row)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String all(Row row) {
        return row.dirt() + "|" + row.isDuplicate() + "|" + String.join("|", row.values());
    }
}
