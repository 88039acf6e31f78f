package org.chama.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.chama.api.Refusal;
import org.chama.api.connector.ConnectorState;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The route from a dropped file to the hub, with the real Camel. */
class FileDropTest {

    @TempDir
    Path root;

    private Path folder;
    private final FakeIntake intake = new FakeIntake(FileDropTest::taken);
    private final FakeDesk desk = new FakeDesk();
    private final Map<String, String> settings = new HashMap<>(Map.of("complete", "done", "poll", "50", "quiet", "1"));

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(root.resolve("traffic-police/vehicles"));
    }

    /** Takes a file out of the folder as the hub does. */
    private static Outcome taken(FileArrival arrival) {
        try {
            Files.delete(arrival.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Outcome.Received(new Receipt(1, 1, 0, List.of(), false));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private Runtime start() {
        return new Runtime(intake, new FileDrop(new Given(settings, root), desk.desk()));
    }

    private Path drop(String name) throws IOException {
        return Files.writeString(folder.resolve(name), name);
    }

    private Path done(Path file) throws IOException {
        return Files.createFile(file.resolveSibling(file.getFileName() + ".done"));
    }

    @Test
    void takesACompleteFileOnceAndItsDoneFileWithIt() throws Exception {
        try (Runtime runtime = start()) {
            Path file = drop("一月 report.csv");
            Path mark = done(file);

            soon().untilAsserted(() -> assertThat(mark).doesNotExist());

            assertThat(intake.files).singleElement().satisfies(arrival -> {
                assertThat(arrival.file()).isEqualTo(file);
                assertThat(arrival.dataset()).isEqualTo("vehicles");
                assertThat(arrival.profile()).isEqualTo(FileProfile.AUTO);
                assertThat(arrival.source()).isEqualTo("file-test");
            });
            Path next = drop("next.csv");
            done(next);
            soon().untilAsserted(() -> assertThat(intake.names()).containsExactly("一月 report.csv", "next.csv"));
            assertThat(runtime.status().state()).isEqualTo(ConnectorState.UP);
            assertThat(runtime.status().arrivals()).isEqualTo(2);
            assertThat(runtime.status().datasets()).containsExactly("vehicles");
        }
    }

    @Test
    void clearsAtItsStartTheDoneFileThatACrashLeft() throws Exception {
        Path left = done(folder.resolve("a.csv"));
        Path early = done(folder.resolve("b.csv"));
        desk.add(
                "a.csv", ArrivalState.STORED, OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(1));
        try (Runtime runtime = start()) {
            soon().untilAsserted(() -> assertThat(left).doesNotExist());
            soon().untilAsserted(() -> assertThat(runtime.status().state()).isEqualTo(ConnectorState.IDLE));
            assertThat(early).exists();
        }
    }

    @Test
    void neverTakesAHiddenFile() throws Exception {
        settings.put("complete", "rename");
        try (Runtime runtime = start()) {
            Path hidden = drop(".a.csv");
            done(hidden);
            drop("b.csv");
            soon().untilAsserted(() -> assertThat(intake.names()).containsExactly("b.csv"));
            assertThat(hidden).exists();
            assertThat(runtime.status().arrivals()).isEqualTo(1);
        }
    }

    @Test
    void leavesAFileThatGrows() throws Exception {
        settings.put("complete", "quiet");
        settings.put("quiet", "2");
        try (Runtime runtime = start()) {
            Path growing = drop("growing.csv");
            Path still = drop("still.csv");

            // as long as somebody writes; what nobody writes is taken meanwhile
            soon().untilAsserted(() -> {
                Files.writeString(growing, "more", StandardOpenOption.APPEND);
                assertThat(still).doesNotExist();
            });

            assertThat(intake.names()).containsExactly("still.csv");
            soon().untilAsserted(() -> assertThat(growing).doesNotExist());
            assertThat(runtime.status().arrivals()).isEqualTo(2);
        }
    }

    @Test
    void takesFilesInTheOrderOfTheirTime() throws Exception {
        long second = 1_700_000_000;
        for (String name : List.of("c.csv", "a.csv", "b.csv")) {
            Path file = drop(name);
            Files.setLastModifiedTime(file, FileTime.fromMillis(second++ * 1000));
            done(file);
        }
        try (Runtime runtime = start()) {
            soon().untilAsserted(() -> assertThat(intake.names()).containsExactly("c.csv", "a.csv", "b.csv"));
            assertThat(runtime.status().state()).isEqualTo(ConnectorState.UP);
        }
    }

    @Test
    void leavesAFileThatAnotherNodeHas() throws Exception {
        intake.answer(arrival -> new Outcome.Elsewhere());
        try (Runtime runtime = start()) {
            Path file = drop("a.csv");
            Path mark = done(file);

            soon().until(() -> intake.files.size() > 2);

            assertThat(file).exists();
            assertThat(mark).exists();
            assertThat(folder.toFile().list()).hasSize(2);
            assertThat(runtime.status().arrivals()).isZero();
        }
    }

    @Test
    void triesAgainWhatTheHubCouldNotTakeAndSaysWhy() throws Exception {
        intake.answer(arrival -> {
            throw new IllegalStateException("the broker is away");
        });
        try (Runtime runtime = start()) {
            Path file = drop("a.csv");
            done(file);
            soon().untilAsserted(() -> assertThat(runtime.status().state()).isEqualTo(ConnectorState.DOWN));
            assertThat(runtime.status().reason()).isPresent();
            assertThat(file).exists();

            intake.answer(FileDropTest::taken);

            soon().untilAsserted(() -> assertThat(file).doesNotExist());
            soon().untilAsserted(() -> assertThat(runtime.status().state()).isEqualTo(ConnectorState.UP));
        }
    }

    @Test
    void isDownWithTheReasonWhenTheHubKeepsNothing() throws Exception {
        intake.answer(
                arrival -> new Outcome.Refused(0, Refusal.of("file-outside", "不在投放目录中", "not in the drop folder")));
        try (Runtime runtime = start()) {
            Path file = drop("a.csv");
            Path mark = done(file);

            soon().untilAsserted(() -> assertThat(runtime.status().reason())
                    .hasValueSatisfying(why -> assertThat(why.zh()).isEqualTo("不在投放目录中")));

            assertThat(file).exists();
            assertThat(mark).exists();
        }
    }

    @Test
    void evaluatesNothingInAName() throws Exception {
        try (Runtime runtime = start()) {
            for (String name : List.of("${file:name}.csv", "$simple{exchangeId}.csv", "a%20b+c.csv", "RAW(x).csv")) {
                done(drop(name));
                soon().untilAsserted(() -> assertThat(intake.names()).contains(name));
            }
            assertThat(runtime.status().arrivals()).isEqualTo(4);
        }
    }

    @Test
    void looksIntoNoFolderBelow() throws Exception {
        try (Runtime runtime = start()) {
            Path below = Files.createDirectories(folder.resolve("below"));
            Path deep = Files.writeString(below.resolve("deep.csv"), "x");
            done(deep);
            Path file = drop("a.csv");
            done(file);

            soon().untilAsserted(() -> assertThat(file).doesNotExist());

            assertThat(intake.names()).containsExactly("a.csv");
            assertThat(deep).exists();
            assertThat(runtime.status().arrivals()).isEqualTo(1);
        }
    }

    @Test
    void readsFilesAsItsSettingsSay() throws Exception {
        settings.putAll(Map.of(
                "complete",
                "rename",
                "format",
                "csv",
                "charset",
                "gb18030",
                "delimiter",
                "semicolon",
                "element",
                "row"));
        try (Runtime runtime = start()) {
            drop("a.csv");

            soon().until(() -> intake.files.size() == 1);

            assertThat(intake.files.get(0).profile())
                    .isEqualTo(new FileProfile(FileProfile.Format.CSV, FileProfile.Charset.GB18030, ';', "row"));
            assertThat(runtime.status().state()).isEqualTo(ConnectorState.UP);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "department, Traffic, department",
        "department, ../etc, department",
        "dataset, v, dataset",
        "complete, always, complete",
        "quiet, 0, quiet.seconds",
        "poll, 10, poll.millis",
        "format, xls, format",
        "charset, big5, charset",
        "delimiter, pipe, delimiter",
        "element, a|b, recordElement"
    })
    void isDownWithTheSettingThatCannotWork(String name, String value, String named) {
        settings.put(name, value);
        try (Runtime runtime = start()) {
            soon().untilAsserted(() -> assertThat(runtime.status().state()).isEqualTo(ConnectorState.DOWN));

            assertThat(runtime.status().reason().orElseThrow().zh()).contains(named);
            assertThat(Set.copyOf(intake.files)).isEmpty();
        }
    }

    /** Settings as an operator gives them. */
    private record Given(Map<String, String> values, Path root) implements FileDrop.Settings {

        @Override
        public String department() {
            return values.getOrDefault("department", "traffic-police");
        }

        @Override
        public String dataset() {
            return values.getOrDefault("dataset", "vehicles");
        }

        @Override
        public String folder() {
            return root.toString();
        }

        @Override
        public String format() {
            return values.getOrDefault("format", "auto");
        }

        @Override
        public String charset() {
            return values.getOrDefault("charset", "auto");
        }

        @Override
        public String delimiter() {
            return values.getOrDefault("delimiter", "");
        }

        @Override
        public String record_element() {
            return values.getOrDefault("element", "");
        }

        @Override
        public String complete() {
            return values.get("complete");
        }

        @Override
        public int quiet_seconds() {
            return Integer.parseInt(values.get("quiet"));
        }

        @Override
        public int poll_millis() {
            return Integer.parseInt(values.get("poll"));
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return FileDrop.Settings.class;
        }
    }
}
