package org.chama.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTest {

    @TempDir
    Path folder;

    @Test
    void dropsFilesWithMarkersAndLeavesNothingElse() throws Exception {
        Recipe recipe = Recipe.of(Kind.PERSON).withDirty(0.05);
        Path into = folder.resolve("police").resolve("persons");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Expected sum = new DropFolder(Emission.of(recipe), into, "person")
                .drop(100, 50, 3, Duration.ZERO, new PrintStream(log, true, UTF_8));

        assertThat(sum).isEqualTo(Expected.of(recipe, 100, 150));
        try (Stream<Path> files = Files.list(into)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "person-0001.csv",
                            "person-0001.csv.done",
                            "person-0002.csv",
                            "person-0002.csv.done",
                            "person-0003.csv",
                            "person-0003.csv.done");
        }
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        Emission.of(recipe).write(150, 50, second);
        assertThat(into.resolve("person-0002.csv")).hasBinaryContent(second.toByteArray());
        assertThat(log.toString(UTF_8).lines())
                .hasSize(3)
                .element(1)
                .isEqualTo("已投放 / dropped person-0002.csv: 50 rows, " + second.size() + " bytes");
    }
}
