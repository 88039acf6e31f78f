package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    /** Reads a value that lies inside a larger array. */
    private interface Parser<T> {
        T read(byte[] data, int offset, int length);
    }

    private static <T> T inside(String text, Parser<T> parser) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        byte[] data = Samples.bytes("9-", value, "9.9");
        return parser.read(data, 2, value.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, -Long.MAX_VALUE, 1_000_000_007})
    void readsIntegers(long number) {
        assertThat(inside(Long.toString(number), Values::integer)).isEqualTo(number);
        assertThat(inside("+007", Values::integer)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "1.0",
                " 1",
                "1 ",
                "1e3",
                "９",
                "9223372036854775808",
                "-9223372036854775808",
                "99999999999999999999"
            })
    void refusesWhatIsNoInteger(String text) {
        assertThat(inside(text, Values::integer)).isEqualTo(Values.INVALID);
    }

    @Test
    void everyDayOfTenThousandYearsIsTheCalendarsOwn() {
        for (LocalDate day = LocalDate.of(1, 1, 1); day.getYear() < 10_000; day = day.plusDays(1)) {
            byte[] text = String.format("%04d-%02d-%02d", day.getYear(), day.getMonthValue(), day.getDayOfMonth())
                    .getBytes(StandardCharsets.US_ASCII);
            if (Values.date(text, 0, 10) != day.toEpochDay()) {
                assertThat(day).isNull();
            }
            if (day.getYear() == 2100) {
                day = LocalDate.of(9990, 1, 1);
            }
        }
        assertThat(inside("19000101", Values::date))
                .isEqualTo(LocalDate.of(1900, 1, 1).toEpochDay());
        assertThat(inside("9999-12-31", Values::date))
                .isEqualTo(LocalDate.of(9999, 12, 31).toEpochDay());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1900-02-29", "2023-02-29", "2024-02-30", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00",
                "0000-01-01", "2024/01/01", "2024-1-1", "24-01-01", "20240132", "2024-01-0a", "2024-01-01 ", "2024年01月"
            })
    void refusesWhatIsNoDate(String text) {
        assertThat(inside(text, Values::date)).isEqualTo(Values.INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01 00:00:00, 0",
        "1970-01-01T00:00:01.5, 1500000",
        "1969-12-31 23:59:59.999999, -1",
        "2026-11-25 08:00:00.000001, 1795593600000001"
    })
    void readsMomentsWithoutAZone(String text, long micros) {
        assertThat(inside(text, Values::datetime)).isEqualTo(micros);
    }

    @Test
    void momentsAgreeWithTheJdk() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            LocalDateTime moment = LocalDateTime.ofEpochSecond(
                    -62_135_596_800L + (random.nextLong() >>> 1) % 315_537_897_600L, 0, ZoneOffset.UTC);
            String text = String.format("%tF %<tT", moment);
            assertThat(inside(text, Values::datetime))
                    .as(text)
                    .isEqualTo(moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-25",
                "2026-11-25 24:00:00",
                "2026-11-25 23:60:00",
                "2026-11-25 23:59:60",
                "2026-11-25 8:00:00",
                "2026-11-25 08:00:00.",
                "2026-11-25 08:00:00.1234567",
                "2026-11-25 08:00:00Z",
                "2026-11-25x08:00:00",
                "2026-02-30 08:00:00",
                "2026-11-25 08:00:00+08:00",
                "2026-11-25 08:00:00,5",
                "20261125 08:00:00000"
            })
    void refusesWhatIsNoMoment(String text) {
        assertThat(inside(text, Values::datetime)).isEqualTo(Values.INVALID);
    }

    @Test
    void readsLogicalValuesInAnyCase() {
        for (String yes : new String[] {"true", "TRUE", "True", "1", "是", "Y", "y"}) {
            assertThat(inside(yes, Values::logical)).as(yes).isEqualTo(1);
        }
        for (String no : new String[] {"false", "FALSE", "False", "0", "否", "N", "n"}) {
            assertThat(inside(no, Values::logical)).as(no).isEqualTo(0);
        }
        for (String none : new String[] {"", "2", "yes", "tru", "truee", "\u0014RUE", "无", "t", "f", "00"}) {
            assertThat(inside(none, Values::logical)).as(none).isEqualTo(Values.INVALID);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0",
        "1,1,0",
        "-12.50,2,1",
        "+0012.345,2,3",
        ".5,0,1",
        "5.,1,0",
        "0.00,0,0",
        "100,3,0",
        "0.050,0,2",
        "12345678901234567890123456789012345678.12345,38,5"
    })
    void countsTheDigitsADecimalNeeds(String text, int whole, int fraction) {
        long decimal = inside(text, Values::decimal);
        assertThat(Values.whole(decimal)).isEqualTo(whole);
        assertThat(Values.fraction(decimal)).isEqualTo(fraction);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-", "-.", "1.2.3", "1e3", "1,000", " 1", "1 ", "0x1", "NaN", "一"})
    void refusesWhatIsNoDecimal(String text) {
        assertThat(inside(text, Values::decimal)).isEqualTo(Values.INVALID);
    }

    @Test
    void doublesAreTheJdksToTheLastBit() {
        Random random = new Random(8);
        for (int i = 0; i < 200_000; i++) {
            String text =
                    switch (random.nextInt(4)) {
                        case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                        case 1 -> Long.toString(random.nextLong());
                        case 2 -> random.nextInt(1_000_000) + "." + random.nextInt(1_000_000);
                        default ->
                            "-" + random.nextInt(100_000) + "." + random.nextInt(100) + "e" + (random.nextInt(60) - 30);
                    };
            double expected = Double.parseDouble(text);
            double read = inside(text, Values::number);
            if (Double.isInfinite(expected)) {
                expected = Double.NaN;
            }
            assertThat(Double.doubleToLongBits(read)).as(text).isEqualTo(Double.doubleToLongBits(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "e5",
                "1e",
                "1e+",
                "1e5.",
                "1d",
                "1f",
                "0x1p3",
                "NaN",
                "Infinity",
                "1e400",
                "1 ",
                "1e99999999999"
            })
    void refusesWhatIsNoFiniteNumber(String text) {
        assertThat(inside(text, Values::number)).isNaN();
    }

    @Test
    void countsCharactersOfAnyLength() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(40); k > 0; k--) {
                text.append(new String[] {"a", "é", "云", "𠀀", " "}[random.nextInt(5)]);
            }
            String value = text.toString();
            assertThat(inside(value, Values::codePoints)).isEqualTo(value.codePointCount(0, value.length()));
        }
    }
}
