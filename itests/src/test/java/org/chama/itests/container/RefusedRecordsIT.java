package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chama.generator.RowHash;
import org.junit.jupiter.api.Test;

/** A malformed record costs itself and nothing else, and is named by its line. */
@InContainer
class RefusedRecordsIT {

    private static final int ROWS = 200_000;

    private final Node node;

    RefusedRecordsIT(Node node) {
        this.node = node;
    }

    /** What is wrong with one row, and what must be said of it. */
    private record Bad(byte[] bytes, String code, String item) {

        static Bad of(String line, String code, String item) {
            return new Bad((line + "\n").getBytes(StandardCharsets.UTF_8), code, item);
        }
    }

    @Test
    void oneMalformedRowOfEachKindAmongTwoHundredThousandCostsItselfOnlyAndIsNamedByItsLine() {
        Drop drop = node.drop("many-rows");
        List<Bad> kinds = kinds();
        Map<Long, Bad> bad = new TreeMap<>();
        for (int kind = 0; kind < kinds.size(); kind++) {
            bad.put(5_000L + kind * (ROWS / kinds.size() - 137L), kinds.get(kind));
        }
        long[] expected = new long[1];
        drop.file("many.csv", out -> {
            StringBuilder lines = new StringBuilder(Samples.HEADING);
            for (long row = 0; row < ROWS; row++) {
                Bad instead = bad.get(row);
                if (instead != null) {
                    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                    lines.setLength(0);
                    out.write(instead.bytes());
                } else {
                    String[] person = Samples.person(row);
                    expected[0] += RowHash.of(person[2], person[1], person[3], "note " + row);
                    lines.append(Samples.line(row, "note " + row));
                }
            }
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        });
        JsonNode arrival = drop.ended("many.csv");

        assertThat(arrival.get("state").asText()).isEqualTo("STORED");
        assertThat(arrival.get("stored").asLong()).isEqualTo(ROWS - kinds.size());
        List<Drop.Refusal> refusals = drop.records(arrival);
        assertThat(refusals).hasSameSizeAs(kinds);
        int place = 0;
        for (Map.Entry<Long, Bad> entry : bad.entrySet()) {
            Drop.Refusal refusal = refusals.get(place++);
            Says.record(
                    refusal,
                    entry.getValue().code(),
                    entry.getKey() + 2,
                    entry.getValue().item());
            assertThat(refusal.position()).isEqualTo(entry.getKey() + 1);
        }
        JsonNode report = drop.report("archive", arrival).get("notTaken");
        assertThat(report).hasSameSizeAs(kinds);
        assertThat(report)
                .extracting(entry -> entry.get("line").asLong())
                .containsExactlyElementsOf(
                        bad.keySet().stream().map(row -> row + 2).toList());
        report.forEach(
                entry -> Says.text(entry.get("zh").asText(), entry.get("en").asText()));
        assertThat(hash("many-rows")).isEqualTo(expected[0]);
    }

    private static List<Bad> kinds() {
        String id = Samples.citizenId(ROWS);
        char check = id.charAt(17);
        String wrongCheck = id.substring(0, 17) + (check == '0' ? '1' : '0');
        List<Bad> kinds = new ArrayList<>();
        kinds.add(Bad.of(id + ",secret-note", "record-columns", ""));
        kinds.add(Bad.of(id + ",甲,,secret-note,,", "record-columns", ""));
        kinds.add(Bad.of(id + ",secret\"-note,,", "record-quote", ""));
        kinds.add(Bad.of("\"" + id + "\"secret-note,甲,,", "record-quote", ""));
        kinds.add(Bad.of(id + ",\"secret-note,,", "record-unclosed", ""));
        kinds.add(Bad.of(id + ",甲,,secret\0note", "record-control", "note"));
        kinds.add(new Bad((id + ",\u00D5\u00D4,,\n").getBytes(StandardCharsets.ISO_8859_1), "record-charset", "name"));
        kinds.add(Bad.of(id + ",甲,," + "secret-note".repeat(100_000), "record-size", ""));
        kinds.add(Bad.of(wrongCheck + ",甲,,", "subject-identifier", "citizen_id"));
        kinds.add(Bad.of("secret-note,甲,,", "subject-identifier", "citizen_id"));
        kinds.add(Bad.of(id + ",,,secret-note", "required", "name"));
        kinds.add(Bad.of(id + "," + "长".repeat(21) + ",,secret-note", "too-long", "name"));
        return kinds;
    }

    @Test
    void aMalformedObjectOfJsonLinesCostsItselfOnly() {
        Drop drop = node.drop("refusals");
        String id = Samples.citizenId(1);
        String good = "{\"citizen_id\":\"" + id + "\",\"name\":\"好\"}\n";
        JsonNode arrival = drop.take(
                "bad.jsonl",
                good
                        + "{\"citizen_id\":\"" + id + "\",\"name\":\"secret-note}\n"
                        + good
                        + "{\"citizen_id\":\"" + id + "\",\"name\":{\"secret-note\":1}}\n"
                        + good
                        + "{\"citizen_id\":\"" + id + "\",\"name\":\"甲\",\"unheard-of\":1}\n"
                        + "{\"citizen_id\":\"" + id + "\",\"name\":\"甲\",\"name\":\"secret-note\"}\n"
                        + "[1]\n"
                        + good);

        assertThat(arrival.get("stored").asLong()).isEqualTo(4);
        List<Drop.Refusal> refusals = drop.records(arrival);
        assertThat(refusals).hasSize(5);
        Says.record(refusals.get(0), "record-json", 2, "");
        Says.record(refusals.get(1), "record-nested", 4, "name");
        Says.record(refusals.get(2), "record-unknown", 6, "");
        Says.record(refusals.get(3), "record-duplicate", 7, "name");
        Says.record(refusals.get(4), "record-json", 8, "");
    }

    @Test
    void aMalformedElementOfXmlCostsItselfOnly() {
        Drop drop = node.drop("refusals");
        String good = "<letter><citizen_id>" + Samples.citizenId(2) + "</citizen_id><name>好</name></letter>\n";
        JsonNode arrival = drop.take(
                "bad.xml",
                "<letters>\n"
                        + good
                        + "<letter><citizen_id><part>secret-note</part></citizen_id><name>甲</name></letter>\n"
                        + good
                        + "<letter><unheard-of/><name>甲</name></letter>\n"
                        + "<letter>secret-note<name>甲</name></letter>\n"
                        + "<letter><name>甲</name><name>secret-note</name></letter>\n"
                        + good
                        + "</letters>\n");

        assertThat(arrival.get("stored").asLong()).isEqualTo(3);
        List<Drop.Refusal> refusals = drop.records(arrival);
        assertThat(refusals).hasSize(4);
        Says.record(refusals.get(0), "record-nested", 3, "citizen_id");
        Says.record(refusals.get(1), "record-unknown", 5, "");
        Says.record(refusals.get(2), "record-text", 6, "");
        Says.record(refusals.get(3), "record-duplicate", 7, "name");
    }

    private long hash(String dataset) {
        long hash = 0;
        for (JsonNode record : node.rest().share(dataset)) {
            hash += RowHash.of(
                    record.get("citizen_id").asText(),
                    record.get("name").asText(),
                    record.get("phone").asText(),
                    record.get("note").asText());
        }
        return hash;
    }
}
