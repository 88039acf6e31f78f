package org.chama.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompleteTest {

    @TempDir
    Path folder;

    private long now;

    private Complete complete(Complete.Mode mode) {
        return new Complete(mode, Duration.ofSeconds(10), () -> now);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private Path file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "content");
    }

    private static void at(Path file, long second) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000));
    }

    @Test
    void waitsUntilAFileHasNotChangedForItsTime() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        Path file = file("a.csv");

        assertThat(quiet.complete(file)).isFalse();
        pass(9);
        assertThat(quiet.complete(file)).isFalse();
        pass(1);
        assertThat(quiet.complete(file)).isTrue();
    }

    @Test
    void beginsToWaitAnewWhenAFileGrewOrWasTouched() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        Path file = file("a.csv");
        assertThat(quiet.complete(file)).isFalse();
        pass(9);
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        assertThat(quiet.complete(file)).isFalse();
        pass(9);
        assertThat(quiet.complete(file)).isFalse();
        at(file, 1_000);
        assertThat(quiet.complete(file)).isFalse();
        pass(9);
        assertThat(quiet.complete(file)).isFalse();
        pass(1);
        assertThat(quiet.complete(file)).isTrue();
    }

    @Test
    void seesAFileGrowWhoseTimeDoesNotMove() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        Path file = file("a.csv");
        at(file, 1_000);
        quiet.complete(file);
        pass(9);
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        at(file, 1_000);
        assertThat(quiet.complete(file)).isFalse();
        pass(9);

        assertThat(quiet.complete(file)).isFalse();
    }

    @Test
    void staysCompleteWhileItWaitsForItsTurn() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        Path file = file("a.csv");
        quiet.complete(file);
        pass(10);

        assertThat(quiet.complete(file)).isTrue();
        pass(1);
        assertThat(quiet.complete(file)).isTrue();
    }

    @Test
    void waitsForTheNextFileOfTheSameName() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        Path file = file("a.csv");
        quiet.complete(file);
        pass(10);
        assertThat(quiet.complete(file)).isTrue();
        Files.delete(file);

        Files.writeString(file, "the next one");

        assertThat(quiet.complete(file)).isFalse();
        pass(10);
        assertThat(quiet.complete(file)).isTrue();
    }

    @Test
    void believesADoneFileAtOnce() throws Exception {
        for (Complete.Mode mode : List.of(Complete.Mode.DONE, Complete.Mode.QUIET)) {
            Complete complete = complete(mode);
            Path file = file(mode + ".csv");
            assertThat(complete.complete(file)).isFalse();

            file(mode + ".csv.done");

            assertThat(complete.complete(file)).isTrue();
        }
    }

    @Test
    void takesWithoutADoneFileOnlyWhatIsQuiet() throws Exception {
        Complete done = complete(Complete.Mode.DONE);
        Path file = file("a.csv");
        done.complete(file);
        pass(1_000_000);

        assertThat(done.complete(file)).isFalse();
    }

    @Test
    void doesNotBelieveADoneFileThatIsOlderThanItsFile() throws Exception {
        Complete done = complete(Complete.Mode.DONE);
        Path file = file("a.csv");
        Path mark = file("a.csv.done");
        at(mark, 1_000);
        at(file, 1_001);
        assertThat(done.complete(file)).isFalse();

        at(mark, 1_001);

        assertThat(done.complete(file)).isTrue();
    }

    @Test
    void takesAFinalNameAtOnceWhenFilesAreRenamed() throws Exception {
        assertThat(complete(Complete.Mode.RENAME).complete(file("a.csv"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".hidden",
                ".a.csv.swp",
                "a.csv.part",
                "a.csv.PART",
                "a.tmp",
                "a.csv.filepart",
                "a.done",
                "a.csv.Done"
            })
    void neverTakesANameThatMeansUnfinished(String name) throws Exception {
        Path file = file(name);
        file(name + ".done");
        for (Complete.Mode mode : Complete.Mode.values()) {
            Complete complete = complete(mode);
            complete.complete(file);
            pass(100);
            assertThat(complete.complete(file)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Complete.Mode.class)
    void neverTakesALinkOrAFolder(Complete.Mode mode) throws Exception {
        Complete complete = complete(mode);
        Path target = file("target.csv");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), target);
        file("link.csv.done");
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.csv"), folder.resolve("nowhere"));
        Path sub = Files.createDirectory(folder.resolve("sub.csv"));
        for (Path each : List.of(link, dangling, sub)) {
            complete.complete(each);
            pass(100);
            assertThat(complete.complete(each)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Complete.Mode.class)
    void isNotTroubledByAFileThatVanishes(Complete.Mode mode) throws Exception {
        Complete complete = complete(mode);
        Path file = file("a.csv");
        complete.complete(file);
        pass(100);
        Files.delete(file);

        assertThat(complete.complete(file)).isFalse();
    }

    @Test
    void looksAtManyFilesOfAFolderInGoodTime() throws Exception {
        Complete quiet = complete(Complete.Mode.QUIET);
        List<Path> files = new ArrayList<>();
        for (int nth = 0; nth < 12_000; nth++) {
            files.add(Files.createFile(folder.resolve(nth + ".csv")));
        }

        // each is remembered once, and those that have gone are not looked for at each of them
        assertThat(files.stream().filter(quiet::complete)).isEmpty();
        pass(10);
        assertThat(files.stream().filter(quiet::complete)).hasSize(12_000);
    }
}
