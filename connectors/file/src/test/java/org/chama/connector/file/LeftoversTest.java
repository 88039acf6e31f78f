package org.chama.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.chama.api.desk.ArrivalState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeftoversTest {

    @TempDir
    Path folder;

    private final FakeDesk desk = new FakeDesk();

    private void sweep(Duration later) {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        new Leftovers(folder, "traffic-police", "vehicles", desk.desk(), clock).sweep();
    }

    private Path file(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(Clock.systemUTC());
    }

    @Test
    void removesAMarkWhoseFileWasTakenAfterItWasThere() throws IOException {
        Path mark = file("a.csv.done");
        Path other = file("b.csv.done");
        for (int i = 0; i < 5; i++) {
            desk.add("c" + i + ".csv", ArrivalState.STORED, now().plusSeconds(1));
        }
        desk.add("a.csv", ArrivalState.TAKEN, now().plusSeconds(1));
        for (int i = 5; i < 9; i++) {
            desk.add("c" + i + ".csv", ArrivalState.STORED, now().plusSeconds(1));
        }

        sweep(Duration.ZERO);

        assertThat(mark).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void leavesAMarkThatCameAfterTheLastFileOfItsName() throws IOException {
        desk.add("a.csv", ArrivalState.STORED, now().minusHours(1));
        desk.add("z.csv", ArrivalState.STORED, now().minusMinutes(59));
        Path early = file("a.csv.done");

        sweep(Duration.ZERO);

        assertThat(early).exists();
        assertThat(desk.asked).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = ArrivalState.class, mode = EnumSource.Mode.EXCLUDE, names = "VOID")
    void removesAMarkWhoseFileWasTakenJustBeforeACrash(ArrivalState state) throws IOException {
        Path mark = file("a.csv.done");
        desk.add("a.csv", state, now().plusSeconds(1));

        sweep(Duration.ZERO);

        assertThat(mark).doesNotExist();
    }

    @Test
    void leavesAMarkWhoseFileHadGoneBeforeItCouldBeTaken() throws IOException {
        Path mark = file("a.csv.done");
        desk.add("a.csv", ArrivalState.VOID, now().plusSeconds(1));

        sweep(Duration.ZERO);

        assertThat(mark).exists();
    }

    @Test
    void leavesAMarkOfAFileThatIsThereAndAsksNobody() throws IOException {
        Path file = file("a.csv");
        Path mark = file("a.csv.done");

        sweep(Leftovers.OLD.plusMinutes(1));

        assertThat(file).exists();
        assertThat(mark).exists();
        assertThat(desk.asked).isZero();
    }

    @Test
    void removesAMarkWithoutFileAfterADay() throws IOException {
        Path mark = file("a.csv.done");

        sweep(Leftovers.OLD.minusMinutes(1));
        assertThat(mark).exists();

        sweep(Leftovers.OLD.plusMinutes(1));
        assertThat(mark).doesNotExist();
    }

    @Test
    void removesAfterADayWhatThePlatformWasWritingAndNothingOfOthers() throws IOException {
        Path spool = file(".spool-" + UUID.randomUUID());
        Path named = file("." + UUID.randomUUID() + "-mail-1");
        List<Path> others = List.of(
                file(".hidden"),
                file(".spool-report.csv"),
                file("." + UUID.randomUUID()),
                file(".x.done"),
                file(UUID.randomUUID() + "-a.csv"),
                file("a.part"),
                Files.createDirectory(folder.resolve("dir.done")));

        sweep(Leftovers.OLD.minusMinutes(1));
        assertThat(spool).exists();
        assertThat(named).exists();

        sweep(Leftovers.OLD.plusMinutes(1));
        assertThat(spool).doesNotExist();
        assertThat(named).doesNotExist();
        assertThat(others).allMatch(Files::exists);
    }

    @Test
    void sweepsAgainAfterAWhileAndNotAtEveryLook() throws IOException {
        Instant[] now = {Instant.now()};
        InstantSource source = () -> now[0];
        Leftovers leftovers =
                new Leftovers(folder, "traffic-police", "vehicles", desk.desk(), source.withZone(ZoneOffset.UTC));
        leftovers.sweep();
        Path mark = file("a.csv.done");
        desk.add("a.csv", ArrivalState.STORED, now().plusSeconds(1));

        now[0] = now[0].plus(Leftovers.AGAIN).minusMillis(1);
        leftovers.sweepAgain();
        assertThat(mark).exists();

        now[0] = now[0].plusMillis(1);
        leftovers.sweepAgain();
        assertThat(mark).doesNotExist();
    }

    @Test
    void costsNobodyAnythingWhenItCannot() throws IOException {
        Path mark = file("a.csv.done");
        desk.failing = new IllegalStateException("the database is away");
        sweep(Duration.ZERO);
        assertThat(mark).exists();

        new Leftovers(folder.resolve("none"), "traffic-police", "vehicles", desk.desk(), Clock.systemUTC()).sweep();
    }
}
