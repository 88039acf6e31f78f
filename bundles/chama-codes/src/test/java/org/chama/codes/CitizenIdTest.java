package org.chama.codes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cn.hutool.core.util.IdcardUtil;
import java.time.LocalDate;
import java.util.Random;
import java.util.stream.Stream;
import org.chama.codes.CitizenId.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitizenIdTest {

    private static final long TODAY = LocalDate.of(2026, 11, 25).toEpochDay();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11010519491231002X",
                "34052419800101001X",
                "530000190001010010",
                "530000190001010029",
                "53000019000101007X",
                "53000019000101007x",
                "530000190001010088",
                "530000190001010096"
            })
    void acceptsTheStandardsExamplesAndTheImpossiblePersons(String id) {
        assertThat(CitizenId.check(id, TODAY)).isEqualTo(Finding.GOOD);
    }

    @ParameterizedTest
    @CsvSource({
        "530000190001010011, WRONG_CHECK_DIGIT",
        "53000019000230001X, IMPOSSIBLE_DATE",
        "530000190013010018, IMPOSSIBLE_DATE",
        "530000209912310011, FUTURE_DATE",
        "53000019000101007, WRONG_LENGTH",
        "5300001900010100700, WRONG_LENGTH",
        "'', WRONG_LENGTH",
        "A30000190001010010, NOT_DIGITS",
        "53000019000101007Y, NOT_DIGITS",
        "53000019000101X070, NOT_DIGITS",
        "' 30000190001010010', NOT_DIGITS",
        "530000190001010070, WRONG_CHECK_DIGIT"
    })
    void namesTheReasonOfARefusal(String id, Finding finding) {
        assertThat(CitizenId.check(id, TODAY)).isEqualTo(finding);
    }

    @Test
    void refusesFullWidthDigitsWhateverTheirNumberOfBytes() {
        assertThat(CitizenId.check("５３００００１９０００１０１００１０", TODAY)).isEqualTo(Finding.WRONG_LENGTH);
        byte[] eighteenBytes = "53000019000101茶0".getBytes(UTF_8);
        assertThat(eighteenBytes).hasSize(18);
        assertThat(CitizenId.check(eighteenBytes, 0, 18, TODAY)).isEqualTo(Finding.NOT_DIGITS);
    }

    @Test
    void allowsABirthTodayAndRefusesOneTomorrow() {
        byte[] id = numbered(530001, LocalDate.of(1900, 3, 1), 7);
        long birth = LocalDate.of(1900, 3, 1).toEpochDay();
        assertThat(CitizenId.check(id, 0, 18, birth)).isEqualTo(Finding.GOOD);
        assertThat(CitizenId.check(id, 0, 18, birth - 1)).isEqualTo(Finding.FUTURE_DATE);
    }

    @Test
    void countsDaysAsTheCalendarDoesOverFourCenturies() {
        for (LocalDate date = LocalDate.of(1800, 1, 1); date.getYear() < 2201; date = date.plusDays(1)) {
            byte[] id = numbered(530000, date, 1);
            assertThat(CitizenId.check(id, 0, 18, date.toEpochDay())).isEqualTo(Finding.GOOD);
            assertThat(CitizenId.check(id, 0, 18, date.toEpochDay() - 1)).isEqualTo(Finding.FUTURE_DATE);
        }
    }

    @Test
    void refusesEveryDateTheCalendarDoesNotHave() {
        for (int year : new int[] {1900, 1904, 2000, 2025}) {
            for (int month = 0; month <= 99; month++) {
                for (int day = 0; day <= 99; day++) {
                    byte[] id = numbered("530000%04d%02d%02d001".formatted(year, month, day));
                    boolean exists = month >= 1
                            && month <= 12
                            && day >= 1
                            && day <= LocalDate.of(year, month, 1).lengthOfMonth();
                    assertThat(CitizenId.check(id, 0, 18, TODAY))
                            .isEqualTo(exists ? Finding.GOOD : Finding.IMPOSSIBLE_DATE);
                }
            }
        }
        assertThat(CitizenId.check(numbered("53000017991231001"), 0, 18, TODAY)).isEqualTo(Finding.IMPOSSIBLE_DATE);
    }

    @Test
    void findsEveryChangedDigitAndEverySwapOfNeighbours() {
        byte[] id = "53000019000101007X".getBytes(US_ASCII);
        for (int i = 0; i < 17; i++) {
            byte[] changed = id.clone();
            for (byte digit = '0'; digit <= '9'; digit++) {
                changed[i] = digit;
                assertThat(CitizenId.check(changed, 0, 18, TODAY) == Finding.GOOD)
                        .isEqualTo(digit == id[i]);
            }
        }
        for (int i = 0; i < 16; i++) {
            byte[] swapped = id.clone();
            swapped[i] = id[i + 1];
            swapped[i + 1] = id[i];
            assertThat(CitizenId.check(swapped, 0, 18, TODAY) == Finding.GOOD).isEqualTo(id[i] == id[i + 1]);
        }
    }

    @Test
    void agreesWithHutoolOnImpossiblePersonsAndTheirNeighbours() {
        Random random = new Random(20260101);
        int good = 0;
        for (int i = 0; i < 50_000; i++) {
            LocalDate birth = LocalDate.of(1900, 1, 1).plusDays(random.nextInt(365));
            byte[] id = numbered(530000 + random.nextInt(100), birth, 1 + random.nextInt(999));
            if (random.nextBoolean()) {
                id[random.nextInt(18)] = (byte) ('0' + random.nextInt(10));
            }
            if (id[6] != '1' || id[7] != '9') {
                continue; // hutool takes any century for past or future in its own way
            }
            boolean ours = CitizenId.check(id, 0, 18, TODAY).isGood();
            assertThat(ours).isEqualTo(IdcardUtil.isValidCard18(new String(id, US_ASCII)));
            good += ours ? 1 : 0;
        }
        assertThat(good).isBetween(25_000, 30_000);
    }

    @Test
    void readsOnlyTheBytesItIsGiven() {
        byte[] line = "x,530000190001010010,9".getBytes(US_ASCII);
        assertThat(CitizenId.check(line, 2, 18, TODAY)).isEqualTo(Finding.GOOD);
        assertThat(CitizenId.check(line, 1, 18, TODAY)).isEqualTo(Finding.NOT_DIGITS);
    }

    @Test
    void writesASmallXAsCapital() {
        byte[] small = "53000019000101007x".getBytes(US_ASCII);
        byte[] into = new byte[20];
        CitizenId.normalise(small, 0, into, 1);
        assertThat(new String(into, 1, 18, US_ASCII)).isEqualTo("53000019000101007X");
        assertThat(CitizenId.isNormal(small, 0, 18)).isFalse();
        assertThat(CitizenId.isNormal(into, 1, 18)).isTrue();
        assertThat(small[17]).isEqualTo((byte) 'x');
    }

    @ParameterizedTest
    @EnumSource(Finding.class)
    void givesEveryReasonInBothLanguages(Finding finding) {
        assertThat(finding.zh()).contains("公民身份号码");
        assertThat(finding.en()).contains("citizen ID");
        assertThat(Stream.of(Finding.values()).map(Finding::zh)).doesNotHaveDuplicates();
    }

    private static byte[] numbered(int division, LocalDate birth, int sequence) {
        return numbered("%06d%04d%02d%02d%03d"
                .formatted(division, birth.getYear(), birth.getMonthValue(), birth.getDayOfMonth(), sequence));
    }

    /** The check character by the pure recurrence of ISO 7064, not by the weights under test. */
    private static byte[] numbered(String seventeen) {
        int product = 0;
        for (int i = 0; i < 17; i++) {
            product = (product + seventeen.charAt(i) - '0') * 2 % 11;
        }
        int check = (12 - product) % 11;
        return (seventeen + (check == 10 ? "X" : String.valueOf(check))).getBytes(US_ASCII);
    }
}
