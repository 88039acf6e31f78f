package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.refused;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.intake.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file's name is somebody else's: nothing it says leaves the exchange folders. */
class FileNamesTest {

    private static TestHub hub;

    private static Path outside;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
        outside = Files.createDirectories(folder.resolve("outside"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${file:name}.csv",
                "${bean:java.lang.Runtime?method=exit}",
                "a\nb\tc.csv",
                ";rm -rf ~.csv",
                "..csv..",
                "-rf",
                "a%2f..%2fb.csv",
                "CON",
                "a\"b'c`d.csv",
                "名字 有空格.csv"
            })
    void storesAFileWhateverItsNameAndArchivesItUnderAHarmlessOne(String name) throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        ArrivalView arrival = hub.store(dataset, name, Sample.csv(1, 2));

        assertThat(hub.share(dataset)).hasSize(2);
        String archived = hub.files("archive").stream()
                .map(path -> Path.of(path).getFileName().toString())
                .filter(file -> file.startsWith(arrival.number() + "-") && !file.endsWith(".report.json"))
                .findFirst()
                .orElseThrow();
        assertThat(archived).matches("[\\p{L}\\p{N}._-]+");
        assertThat(arrival.source()).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void storesFilesWithTheLongestNamesAFileSystemHas() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        // letters of one, three and four bytes; 255 bytes each
        List<String> names = List.of("a".repeat(251) + ".csv", "文".repeat(85), "\ud842\udfb7".repeat(62) + "abc.csv");
        int first = 1;
        for (String name : names) {
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(255);
            hub.store(dataset, name, Sample.csv(first++, 1));
        }
        assertThat(hub.share(dataset)).hasSize(3);
    }

    @Test
    void refusesASymbolicLink() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        Path secret = Files.writeString(outside.resolve("secret.csv"), Sample.csv(1, 1));
        Path inside = hub.drop(dataset, "real.csv", Sample.csv(1, 1));
        for (Path target : List.of(secret, inside)) {
            Path link = Files.createSymbolicLink(inside.resolveSibling("link-" + target.getFileName()), target);

            assertThat(refused(hub.take(dataset, link), "file-outside")).isZero();

            assertThat(link).exists();
            assertThat(target).exists();
        }
        assertThat(hub.arrivals(dataset)).isEmpty();
    }

    @Test
    void refusesAFileBehindALinkedFolder() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        Path elsewhere = Files.createDirectories(outside.resolve("elsewhere"));
        Path secret = Files.writeString(elsewhere.resolve("a.csv"), Sample.csv(1, 1));
        Path department = Files.createDirectories(hub.folder.resolve("drop/civil-affairs"));
        Files.createSymbolicLink(department.resolve(dataset.id()), elsewhere);

        Outcome outcome = hub.take(dataset, department.resolve(dataset.id()).resolve("a.csv"));

        assertThat(refused(outcome, "file-outside")).isZero();
        assertThat(secret).exists();
    }

    @Test
    void refusesWhatIsNotDirectlyInADatasetsDropFolder() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        Path drop = hub.folder.resolve("drop");
        Path folder = Files.createDirectories(drop.resolve("civil-affairs").resolve(dataset.id()));
        Path deeper = Files.createDirectories(folder.resolve("deeper"));
        Path secret = Files.writeString(hub.folder.resolve("keys/a.csv"), Sample.csv(1, 1));
        for (Path file : List.of(
                deeper,
                Files.writeString(deeper.resolve("a.csv"), Sample.csv(1, 1)),
                Files.writeString(drop.resolve("a.csv"), Sample.csv(1, 1)),
                folder.resolve("../../../keys/a.csv"),
                secret,
                drop.resolve("no-such-folder/x/a.csv"))) {

            assertThat(refused(hub.take(dataset, file), "file-outside")).isZero();
        }
        assertThat(secret).exists();
        assertThat(hub.arrivals(dataset)).isEmpty();
    }

    @Test
    void takesAFileByWhateverPathLeadsToIt() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 1));

        Path around = file.getParent().resolve("../" + dataset.id() + "/a.csv");

        assertThat(hub.ended(received(hub.take(dataset, around)), ArrivalState.STORED)
                        .source())
                .isEqualTo("civil-affairs/" + dataset.id() + "/a.csv");
    }

    @Test
    void leavesAFileThatHasGoneToWhoeverTookIt() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 1));
        Files.delete(file);

        assertThat(hub.take(dataset, file)).isInstanceOf(Outcome.Elsewhere.class);
        assertThat(hub.arrivals(dataset)).isEmpty();
    }
}
