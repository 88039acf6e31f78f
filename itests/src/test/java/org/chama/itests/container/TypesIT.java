package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values come back as they were written: no zone, no rounding, no other character. */
@InContainer
class TypesIT {

    private static final String DATASET = "calendar";

    private final Node node;

    TypesIT(Node node) {
        this.node = node;
    }

    @Test
    void datesAndMomentsHaveNoZone() {
        List<String> days = new ArrayList<>(List.of(
                "0001-01-01",
                "1582-10-10",
                "1900-01-01",
                "1900-12-31",
                "1901-01-01",
                "1927-12-31",
                "1940-06-01",
                "1949-05-01",
                "1970-01-01",
                "2000-02-29",
                "9999-12-31"));
        // when Shanghai had summer time: each day around its beginning and end
        for (int year = 1986; year <= 1991; year++) {
            for (LocalDate day = LocalDate.of(year, 4, 10);
                    day.isBefore(LocalDate.of(year, 5, 6));
                    day = day.plusDays(1)) {
                days.add(day.toString());
            }
            for (LocalDate day = LocalDate.of(year, 9, 10);
                    day.isBefore(LocalDate.of(year, 9, 18));
                    day = day.plusDays(1)) {
                days.add(day.toString());
            }
        }
        StringBuilder file = new StringBuilder("id,day,moment\n");
        Map<Long, String[]> expected = new TreeMap<>();
        long id = 1000;
        for (String day : days) {
            for (String time : List.of("00:00:00", "00:30:00", "01:30:00", "02:00:00", "23:59:59")) {
                file.append(id)
                        .append(',')
                        .append(day)
                        .append(',')
                        .append(day + " " + time)
                        .append('\n');
                expected.put(id++, new String[] {day, day + " " + time});
            }
        }
        JsonNode arrival = node.drop(DATASET).take("days.csv", file.toString());

        assertThat(arrival.get("stored").asInt()).isEqualTo(expected.size());
        Map<Long, String[]> found = new TreeMap<>();
        for (JsonNode row : node.rest().share(DATASET)) {
            if (row.get("id").asLong() >= 1000) {
                found.put(
                        row.get("id").asLong(),
                        new String[] {row.get("day").asText(), row.get("moment").asText()});
            }
        }
        assertThat(found).hasSameSizeAs(expected);
        expected.forEach((row, values) -> assertThat(found.get(row)).containsExactly(values));
    }

    @Test
    void numbersTruthsAndTextsAreExact() {
        String csv =
                """
                id,day,moment,amount,measure,whole,ratio,yes,text,memo
                1,19000101,1900-01-01T00:00:00,0.01,1234567890123456789012345678.0123456789,9223372036854775807,0.1,是,"引""号,和
                换行","𠀀龥😀 e\u0301"
                2,,,-9999999999999999.99,-0.0000000001,-9223372036854775807,1.7976931348623157E308,0,"",""
                3,2026-11-25,2026-11-25 08:00:00.000001,12,7,0,4.9E-324,Y,' OR 1=1 --,=1+1
                """;
        JsonNode arrival = node.drop(DATASET).take("types.csv", csv);
        assertThat(arrival.get("stored").asInt())
                .as(node.drop(DATASET).records(arrival).toString())
                .isEqualTo(3);

        ObjectNode first = row(1);
        assertThat(first.get("day").asText()).isEqualTo("1900-01-01");
        assertThat(first.get("moment").asText()).isEqualTo("1900-01-01 00:00:00");
        assertThat(first.get("amount").decimalValue()).isEqualByComparingTo("0.01");
        assertThat(first.get("measure").decimalValue()).isEqualByComparingTo("1234567890123456789012345678.0123456789");
        assertThat(first.get("whole").longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(first.get("ratio").doubleValue()).isEqualTo(0.1);
        assertThat(first.get("yes").isBoolean()).isTrue();
        assertThat(first.get("yes").booleanValue()).isTrue();
        assertThat(first.get("text").asText()).isEqualTo("引\"号,和\n换行");
        assertThat(first.get("memo").asText()).isEqualTo("𠀀龥😀 e\u0301");

        ObjectNode second = row(2);
        assertThat(second.get("day").isNull()).isTrue();
        assertThat(second.get("moment").isNull()).isTrue();
        assertThat(second.get("amount").decimalValue()).isEqualByComparingTo("-9999999999999999.99");
        assertThat(second.get("measure").decimalValue()).isEqualByComparingTo("-0.0000000001");
        assertThat(second.get("whole").longValue()).isEqualTo(-Long.MAX_VALUE);
        assertThat(second.get("ratio").doubleValue()).isEqualTo(Double.MAX_VALUE);
        assertThat(second.get("yes").booleanValue()).isFalse();
        assertThat(second.get("text").asText("null")).isEmpty();
        assertThat(second.get("memo").asText("null")).isEmpty();

        ObjectNode third = row(3);
        assertThat(third.get("moment").asText()).isEqualTo("2026-11-25 08:00:00.000001");
        assertThat(third.get("ratio").doubleValue()).isEqualTo(Double.MIN_VALUE);
        assertThat(third.get("text").asText()).isEqualTo("' OR 1=1 --");
        assertThat(third.get("memo").asText()).isEqualTo("=1+1");
    }

    @Test
    void aValueOfAnotherTypeIsRejectedByItsItem() {
        JsonNode arrival = node.drop(DATASET)
                .take(
                        "wrong-types.csv",
                        """
                        id,day,moment,amount,whole,ratio,yes
                        x,,,,,,
                        11,1991-02-29,,,,,
                        12,,1991-01-01 25:00:00,,,,
                        13,,,1.005,,,
                        14,,,,9223372036854775808,,
                        15,,,,,NaN,
                        16,,,,,,maybe
                        17,,,,,,
                        """);

        assertThat(arrival.get("stored").asInt()).isEqualTo(1);
        List<Drop.Refusal> refusals = node.drop(DATASET).records(arrival);
        assertThat(refusals).hasSize(7);
        Says.record(refusals.get(0), "not-an-integer", 2, "id");
        Says.record(refusals.get(1), "not-a-date", 3, "day");
        Says.record(refusals.get(2), "not-a-time", 4, "moment");
        Says.record(refusals.get(3), "out-of-range", 5, "amount");
        Says.record(refusals.get(4), "not-an-integer", 6, "whole");
        Says.record(refusals.get(5), "not-a-number", 7, "ratio");
        Says.record(refusals.get(6), "not-logical", 8, "yes");
    }

    private ObjectNode row(int id) {
        for (JsonNode row : node.rest().share(DATASET)) {
            if (row.get("id").asInt() == id) {
                return (ObjectNode) row;
            }
        }
        throw new IllegalStateException("no row " + id);
    }
}
