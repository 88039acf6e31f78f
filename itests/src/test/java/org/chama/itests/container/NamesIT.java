package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of files and datasets that are made to lead elsewhere. */
@InContainer
class NamesIT {

    private final Node node;
    private final Drop drop;

    NamesIT(Node node) {
        this.node = node;
        this.drop = node.drop("refusals");
    }

    @Test
    void aConnectorWhoseDatasetIsAPathIsDownAndSaysWhy() {
        node.put(
                "etc/org.chama.connector.file-path.cfg",
                "department = test-office\ndataset = ../../etc\nconfidentiality = none\n"
                        .getBytes(StandardCharsets.UTF_8));
        await().until(() -> connector("file-path").isPresent());
        await().until(() ->
                connector("file-path").orElseThrow().get("state").asText().equals("DOWN"));
        JsonNode zh = connector("file-path").orElseThrow();
        String en =
                node.rest().json("/connectors", "Accept-Language", "en").get("connectors").findValues("reason").stream()
                        .map(JsonNode::asText)
                        .filter(reason -> reason.contains("dataset"))
                        .findFirst()
                        .orElseThrow();

        Says.text(zh.get("reason").asText(), en);
        assertThat(node.home().resolve("etc/test-office")).doesNotExist();
        node.remove("etc/org.chama.connector.file-path.cfg");
        await().until(() -> connector("file-path").isEmpty());
    }

    @Test
    void aDatasetThatIsAPathIsNotThereForRest() {
        for (String id :
                List.of("..%2f..%2fetc%2fpasswd", "%2e%2e", "..;x=1", "refusals%2f..%2fcalls", "refusals%00")) {
            for (String path : List.of("/datasets/" + id, "/open/" + id + "/records")) {
                assertThat(node.rest().get(Rest.API + path).statusCode())
                        .as(path)
                        .isIn(400, 404);
            }
        }
    }

    @Test
    void aFileNameMadeToLeadElsewhereIsOnlyAName() throws IOException {
        TreeSet<String> before = outside();
        List<String> names = List.of(
                "a..%2f..%2fetc%2fpasswd.csv",
                "a\\..\\..\\etc.csv",
                ";touch escaped;.csv",
                "${karaf.home}.csv",
                "${jndi:ldap:127.0.0.1:1}.csv",
                "$(touch escaped).csv",
                "line\nbreak.csv",
                "escape\u001B[2J.csv",
                "名".repeat(80) + ".csv",
                "n".repeat(245) + ".csv");
        long row = 300;
        for (String name : names) {
            drop.file(name, Samples.HEADING + Samples.line(row++, "of a strange name"));
        }
        await().until(() -> node.rest().share("refusals").stream()
                        .filter(record -> citizenIds(300, names.size())
                                .contains(record.get("citizen_id").asText()))
                        .count()
                == names.size());

        Path archive = node.home().resolve("archive/test-office/refusals");
        await().until(() -> {
            try (Stream<Path> files = Files.list(drop.folder())) {
                return files.noneMatch(file -> file.toString().endsWith(".csv"));
            }
        });
        try (Stream<Path> files = Files.list(archive)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("\\d+-[\\p{L}\\p{N}._-]+"));
        }
        assertThat(outside()).isEqualTo(before);
        assertThat(node.log()).doesNotContain("\u001B").doesNotContain("line\nbreak");
    }

    @Test
    void aLinkIsLeftWhereItLies() throws IOException {
        Path link = drop.folder().resolve("link.csv");
        Files.createSymbolicLink(link, Path.of("/etc/passwd"));
        Files.createFile(link.resolveSibling("link.csv.done"));
        Path folder = Files.createDirectories(drop.folder().resolve("folder.csv"));
        Files.createFile(folder.resolveSibling("folder.csv.done"));
        drop.take("after-the-link.csv", Samples.HEADING + Samples.line(330, "after the link"));
        drop.take("again-after-the-link.csv", Samples.HEADING + Samples.line(331, "after the link"));

        assertThat(drop.arrival("link.csv")).isEmpty();
        assertThat(drop.arrival("folder.csv")).isEmpty();
        assertThat(link).isSymbolicLink();
        assertThat(Path.of("/etc/passwd")).exists();
        for (Path each :
                List.of(link, link.resolveSibling("link.csv.done"), folder, folder.resolveSibling("folder.csv.done"))) {
            Files.delete(each);
        }
    }

    @Test
    void aDropFolderThatIsALinkElsewhereIsNotRead() throws IOException {
        Path elsewhere = Files.createDirectories(Assembly.TARGET.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("stolen.csv"), Samples.HEADING + Samples.line(340, "secret-note"));
        Path folder = node.home().resolve("drop/test-office/linked");
        Files.createSymbolicLink(folder, elsewhere);
        node.put(
                "etc/org.chama.connector.file-linked.cfg",
                "department = test-office\ndataset = linked\ncomplete = rename\npoll.millis = 100\nconfidentiality = none\n"
                        .getBytes(StandardCharsets.UTF_8));
        await().until(() -> connector("file-linked")
                .map(connector -> !connector.get("state").asText().equals("UNKNOWN"))
                .orElse(false));

        assertThat(connector("file-linked").orElseThrow().get("state").asText()).isEqualTo("DOWN");
        assertThat(elsewhere.resolve("stolen.csv")).exists();
        node.remove("etc/org.chama.connector.file-linked.cfg");
        await().until(() -> connector("file-linked").isEmpty());
        Files.delete(folder);
    }

    private Optional<JsonNode> connector(String name) {
        for (JsonNode connector : node.rest().json("/connectors").get("connectors")) {
            if (connector.get("name").asText().equals(name)) {
                return Optional.of(connector);
            }
        }
        return Optional.empty();
    }

    private static List<String> citizenIds(long from, int count) {
        return Stream.iterate(from, index -> index + 1)
                .limit(count)
                .map(Samples::citizenId)
                .toList();
    }

    /** Every file of the node and beside it that is not where data lies. */
    private TreeSet<String> outside() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        Path home = node.home();
        for (Path place : List.of(home.getParent(), home, home.resolve("etc"), home.resolve("bin"))) {
            try (Stream<Path> files = Files.list(place)) {
                files.map(Path::toString).forEach(found::add);
            }
        }
        return found;
    }
}
