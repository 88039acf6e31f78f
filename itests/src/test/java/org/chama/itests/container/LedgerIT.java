package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.Test;

/** The ledger of the running node, and what an auditor does with an export of it who has nothing of ours but one jar. */
@InContainer
class LedgerIT {

    private static final Path VERIFIER = Assembly.TARGET.resolve("deployed").resolve("verifier.jar");

    private final Node node;
    private final Staff staff;

    LedgerIT(Node node) {
        this.node = node;
        this.staff = node.staff();
    }

    private record Verdict(int exit, String said) {}

    @Test
    void anExportIsVerifiedApartAndAChangeIsFound() throws IOException {
        node.drop("refusals").take("ledger.csv", Samples.HEADING + Samples.line(850, "ledger"));
        Path folder = Files.createTempDirectory(Assembly.TARGET, "ledger");
        Path key = Files.writeString(
                folder.resolve("ledger.pem"),
                new Rest(node.ports().http()).get(Rest.API + "/ledger/keys").body());
        Path head = folder.resolve("heads.json");
        await().until(() -> {
            Files.writeString(
                    head,
                    new Rest(node.ports().http()).get("/open/ledger-heads").body());
            return Rest.parse(Files.readString(head)).get("heads").size() > 1;
        });
        String export = staff.text(Staff.AUDITOR, "/ledger/export");
        Path file = Files.writeString(folder.resolve("export.jsonl"), export);

        Verdict good = verify(file, "--key", key.toString(), "--head", head.toString());
        Transcript.note("ledger-verifier.txt", good.said());
        assertThat(good.exit()).as(good.said()).isZero();

        Path changed = Files.writeString(
                folder.resolve("changed.jsonl"), export.replaceFirst("\"channel\":\"rest\"", "\"channel\":\"soap\""));
        Verdict bad = verify(changed, "--key", key.toString(), "--head", head.toString());
        Transcript.note("ledger-verifier-changed.txt", bad.said());
        assertThat(bad.exit()).as(bad.said()).isNotZero();

        List<String> lines = export.lines().toList();
        int cut = lines.indexOf(blockOf(
                lines,
                Rest.parse(Files.readString(head))
                        .get("heads")
                        .get(0)
                        .get("block")
                        .asLong()));
        Path short1 = Files.writeString(folder.resolve("cut.jsonl"), String.join("\n", lines.subList(0, cut)) + "\n");
        Verdict tail = verify(short1, "--key", key.toString(), "--head", head.toString());
        assertThat(tail.exit()).as(tail.said()).isNotZero();
        Verdict without = verify(short1, "--key", key.toString());
        assertThat(without.exit()).as(without.said()).isZero();
        Transcript.note("ledger-verifier-without-head.txt", without.said());
    }

    @Test
    void theWholeLedgerFitsTogetherAndSaysSoInTheConsole() {
        String said = node.shell(Staff.AUDITOR).run("chama:ledger-verify --lang en");
        Transcript.note("ledger-verify.txt", said);
        assertThat(said).doesNotContain("Error").containsPattern("[Bb]locks");
    }

    @Test
    void aStepIsSealedWithinSecondsAndPublished() {
        JsonNode arrival = node.drop("refusals").take("sealed-soon.csv", Samples.HEADING + Samples.line(851, "soon"));
        String object = "arrival:" + arrival.get("number").asText();
        await().untilAsserted(
                        () -> assertThat(staff.call(Staff.AUDITOR, "GET", "/ledger?limit=100&object=" + object, "", 200)
                                        .get("lines")
                                        .findValuesAsText("kind"))
                                .contains("arrival-claimed", "arrival-stored"));
        assertThat(new Rest(node.ports().http()).get("/open/ledger-heads").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLineOfAFileIsTracedToWhoDrewIt() {
        JsonNode arrival = node.drop("refusals").take("drawn.csv", Samples.HEADING + Samples.lines(860, 3));
        node.rest().share("refusals");
        JsonNode trace = node.rest().json("/arrivals/" + arrival.get("number").asText() + "/trace?line=3");
        assertThat(trace.get("batch").get("id").asText())
                .isEqualTo(arrival.get("number").asText() + ":0");
        await().untilAsserted(() -> assertThat(node.rest()
                        .json("/arrivals/" + arrival.get("number").asText() + "/trace?line=3")
                        .get("drawn")
                        .findValuesAsText("actor"))
                .contains("account:" + Node.OFFICE));
        Says.nothingOfAValue(trace.toString());
    }

    @Test
    void closingAnArchiveMakesAFileThatVerifies() throws IOException {
        JsonNode archive = staff.call(Staff.AUDITOR, "POST", "/ledger/archives", "", 201);
        Path file = node.home()
                .resolve("data/ledger-archives")
                .resolve(archive.get("file").asText());
        Path key = Files.writeString(
                Files.createTempFile(Assembly.TARGET, "ledger", ".pem"),
                new Rest(node.ports().http()).get(Rest.API + "/ledger/keys").body());
        Verdict verdict = verify(
                file,
                Stream.of(
                                "--key",
                                key.toString(),
                                "--from",
                                archive.get("fromBlock").asText())
                        .toArray(String[]::new));
        assertThat(verdict.exit()).as(verdict.said()).isZero();
    }

    private static String blockOf(List<String> lines, long number) {
        return lines.stream()
                .filter(line -> line.startsWith("{\"block\":" + number + ","))
                .findFirst()
                .orElseThrow();
    }

    private static Verdict verify(Path file, String... options) {
        try {
            Process process = new ProcessBuilder(Stream.concat(
                                    Stream.of(
                                            Path.of(System.getProperty("java.home"), "bin", "java")
                                                    .toString(),
                                            "-jar",
                                            VERIFIER.toString(),
                                            file.toString()),
                                    Stream.of(options))
                            .toList())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verdict(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
