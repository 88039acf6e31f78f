package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Files that cannot be taken, or not as a whole. */
@InContainer
class RefusedFilesIT {

    private static final Charset GB18030 = Charset.forName("GB18030");

    private final Node node;
    private final Drop drop;

    RefusedFilesIT(Node node) {
        this.node = node;
        this.drop = node.drop("refusals");
    }

    @Test
    void storesWhatStandsBeforeTheEndOfATruncatedCsv() {
        String whole = Samples.HEADING + Samples.lines(0, 3) + Samples.line(3, "secret-note");
        JsonNode arrival = drop.take("truncated.csv", whole.substring(0, whole.length() - 30));

        assertStored(arrival, 3, 1);
        Says.record(drop.records(arrival), "record-columns", 5, "");
    }

    @Test
    void storesWhatStandsBeforeTheEndOfATruncatedJsonArray() {
        JsonNode arrival = drop.take("truncated.json", "[\n" + json(10) + ",\n" + json(11) + ",\n{\"citizen_id\": \"");

        assertStored(arrival, 2, 0);
        Drop.Refusal refusal = drop.whole(arrival);
        Says.whole(refusal, "format-truncated");
        assertThat(refusal.en()).contains("line 4");
        assertThat(refusal.zh()).contains("第 4 行");
        assertThat(drop.report("quarantine", arrival).get("summary").get("code").asText())
                .isEqualTo("format-truncated");
    }

    @Test
    void storesWhatStandsBeforeTheEndOfATruncatedXml() {
        JsonNode arrival =
                drop.take("truncated.xml", "<letters>\n" + xml(12) + "\n" + xml(13) + "\n<letter><citizen_id>");

        assertStored(arrival, 2, 0);
        Says.whole(drop.whole(arrival), "format-truncated");
        assertThat(drop.whole(arrival).en()).contains("line 4");
    }

    @Test
    void leavesAFileAloneThatStillGrows() throws IOException {
        Drop growing = node.drop("growing");
        Path file = Files.writeString(growing.folder().resolve("growing.csv"), Samples.HEADING);
        AtomicInteger written = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(250)).until(() -> {
            Files.writeString(file, Samples.line(written.get(), "growing"), StandardOpenOption.APPEND);
            return growing.arrival("growing.csv").isPresent() || written.incrementAndGet() == 10;
        });

        assertThat(growing.arrival("growing.csv")).isEmpty();
        assertStored(growing.ended("growing.csv"), 10, 0);
    }

    @Test
    void leavesAFileAloneWhoseMarkerIsMissingOrOlderThanIt() throws IOException {
        Path file =
                Files.writeString(drop.folder().resolve("unmarked.csv"), Samples.HEADING + Samples.line(20, "not yet"));
        Path stale = Files.createFile(drop.folder().resolve("stale.csv.done"));
        Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minusSeconds(60)));
        Files.writeString(drop.folder().resolve("stale.csv"), Samples.HEADING + Samples.line(21, "not yet"));
        drop.take("marked.csv", Samples.HEADING + Samples.line(22, "marked"));

        assertThat(drop.arrival("unmarked.csv")).isEmpty();
        assertThat(drop.arrival("stale.csv")).isEmpty();
        Files.createFile(file.resolveSibling("unmarked.csv.done"));
        assertStored(drop.ended("unmarked.csv"), 1, 0);
        Files.delete(stale);
        Files.delete(drop.folder().resolve("stale.csv"));
    }

    @Test
    void refusesAFileOfAnotherCharsetThanAgreed() {
        Drop declared = node.drop("declared-utf8");
        String text = Samples.HEADING + Samples.lines(30, 40);
        JsonNode arrival = declared.take("gb18030.csv", out -> out.write(text.getBytes(GB18030)));

        assertRefused(declared, arrival, "format-charset");
        assertThat(declared.whole(arrival).en()).contains("UTF-8");
        assertStored(declared.take("utf8.csv", text), 40, 0);
    }

    @Test
    void refusesAFileInUtf16() {
        JsonNode arrival = drop.take(
                "utf16.csv",
                out -> out.write((Samples.HEADING + Samples.lines(30, 40)).getBytes(StandardCharsets.UTF_16)));

        assertRefused(drop, arrival, "format-charset");
    }

    @Test
    void refusesARowOfAnotherColumnCountAlone() {
        JsonNode arrival = drop.take(
                "columns.csv",
                Samples.HEADING
                        + Samples.line(80, "good")
                        + Samples.citizenId(81) + ",secret-note\n"
                        + Samples.line(82, "good")
                        + Samples.line(83, "secret-note,one,two")
                        + Samples.line(84, "good"));

        assertStored(arrival, 3, 2);
        List<Drop.Refusal> refusals = drop.records(arrival);
        Says.record(refusals.get(0), "record-columns", 3, "");
        Says.record(refusals.get(1), "record-columns", 5, "");
        assertThat(refusals.get(0).en()).contains("expected 4 columns, found 2");
        assertThat(drop.report("archive", arrival).get("notTaken")).hasSize(2);
        assertThat(node.rest().share("refusals"))
                .extracting(record -> record.get("citizen_id").asText())
                .contains(Samples.citizenId(80), Samples.citizenId(82), Samples.citizenId(84))
                .doesNotContain(Samples.citizenId(81), Samples.citizenId(83));
    }

    @Test
    void refusesAHeadingItDoesNotKnow() {
        JsonNode arrival = drop.take("heading.csv", "citizen_id,name,telephone\n" + Samples.citizenId(90) + ",a,b\n");

        assertRefused(drop, arrival, "format-heading");
        assertThat(drop.whole(arrival).en()).contains("telephone");
    }

    @Test
    void refusesAnEmptyFile() {
        assertRefused(drop, drop.take("empty.csv", ""), "format-empty");
        assertRefused(drop, drop.take("blank.csv", " \r\n\r\n"), "format-empty");
        assertRefused(drop, drop.take("bom.csv", "\uFEFF"), "format-empty");
    }

    @Test
    void refusesArchivesAndOtherBinariesInPlaceOfText() throws IOException {
        byte[] text = (Samples.HEADING + Samples.lines(0, 20)).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("letters.csv"));
            out.write(text);
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(text);
        }
        byte[] noise = new byte[200_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (i % 7 == 0 ? 0 : i * 31);
        }

        assertRefused(drop, drop.take("zip.csv", out -> out.write(zip.toByteArray())), "format-binary");
        assertRefused(drop, drop.take("gzip.csv", out -> out.write(gzip.toByteArray())), "format-binary");
        assertRefused(drop, drop.take("noise.csv", out -> out.write(noise)), "format-binary");
        assertRefused(
                drop,
                drop.take("java.csv", out -> Files.copy(Path.of(System.getProperty("java.home"), "bin", "java"), out)),
                "format-binary");
    }

    @Test
    void refusesFilesOfADatasetNobodyDeclared() {
        node.put(
                "etc/org.chama.connector.file-undeclared.cfg",
                "department = test-office\ndataset = undeclared\ncomplete = done\npoll.millis = 100\nconfidentiality = none\n"
                        .getBytes(StandardCharsets.UTF_8));
        Drop undeclared = node.drop("undeclared");
        undeclared.file("undeclared.csv", Samples.HEADING + Samples.line(0, "secret-note"));
        await().until(() -> !node.rest()
                .json("/arrivals?dataset=undeclared")
                .get("arrivals")
                .isEmpty());
        JsonNode arrival = undeclared.ended("undeclared.csv");

        assertRefused(undeclared, arrival, "unknown-dataset");
        node.remove("etc/org.chama.connector.file-undeclared.cfg");
    }

    @Test
    void refusesAFileOfAnotherDepartmentsDataset() {
        node.put(
                "etc/org.chama.connector.file-stranger.cfg",
                "department = strangers\ndataset = refusals\ncomplete = done\npoll.millis = 100\nconfidentiality = none\n"
                        .getBytes(StandardCharsets.UTF_8));
        Drop strangers = node.drop("strangers", "refusals");
        strangers.file("stranger.csv", Samples.HEADING + Samples.line(0, "secret-note"));
        JsonNode arrival = strangers.ended("stranger.csv");

        assertThat(arrival.get("state").asText()).isEqualTo("REFUSED");
        Says.whole(strangers.whole(arrival), "wrong-department");
        node.remove("etc/org.chama.connector.file-stranger.cfg");
    }

    private static String json(long index) {
        String[] person = Samples.person(index);
        return "{\"citizen_id\": \"" + person[2] + "\", \"name\": \"" + person[1] + "\"}";
    }

    private static String xml(long index) {
        String[] person = Samples.person(index);
        return "<letter><citizen_id>" + person[2] + "</citizen_id><name>" + person[1] + "</name></letter>";
    }

    private static void assertStored(JsonNode arrival, long stored, long notTaken) {
        assertThat(arrival.get("state").asText()).as(arrival.toString()).isEqualTo("STORED");
        assertThat(arrival.get("stored").asLong()).as(arrival.toString()).isEqualTo(stored);
        assertThat(arrival.get("refused").asLong() + arrival.get("rejected").asLong())
                .as(arrival.toString())
                .isEqualTo(notTaken);
    }

    /** The file as a whole lies in quarantine, with a report that says why. */
    private static void assertRefused(Drop drop, JsonNode arrival, String code) {
        assertThat(arrival.get("state").asText()).as(arrival.toString()).isEqualTo("REFUSED");
        Says.whole(drop.whole(arrival), code);
        JsonNode summary = drop.report("quarantine", arrival).get("summary");
        assertThat(summary.get("code").asText()).isEqualTo(code);
        Says.text(summary.get("zh").asText(), summary.get("en").asText());
    }
}
