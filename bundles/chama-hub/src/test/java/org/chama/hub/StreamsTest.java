package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.StreamArrival;
import org.chama.hub.intake.HubIntake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document without a file is on disk before anything is acknowledged, and leaves nothing behind when it is not taken. */
class StreamsTest {

    private TestHub hub;
    private Dataset dataset;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
        dataset = hub.publish(Sample.words());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Outcome stream(HubIntake intake, String name, InputStream content) throws IOException {
        return intake.stream(new StreamArrival(dataset.id(), name, FileProfile.AUTO, "test-mail"), content);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void storesADocumentAndArchivesIt() throws Exception {
        long arrival = received(stream(hub.intake, "../../a b.csv", bytes(Sample.csv(1, 3))));

        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);

        assertThat(view.connector()).isEqualTo("test-mail");
        assertThat(hub.share(dataset)).hasSize(3);
        assertThat(hub.files("drop")).isEmpty();
        assertThat(hub.files("archive")).hasSize(2).allMatch(file -> file.contains("_a_b.csv"));
    }

    @Test
    void findsTheSameDocumentAgainARepeat() throws Exception {
        hub.ended(received(stream(hub.intake, "a", bytes(Sample.csv(1, 3)))), ArrivalState.STORED);

        assertThat(stream(hub.intake, "b", bytes(Sample.csv(1, 3)))).isInstanceOf(Outcome.Repeat.class);
    }

    @Test
    void refusesWhatIsTooLargeAndKeepsNothingOfIt() throws Exception {
        String large = Sample.csv(1, 100_000);
        assertThat(large.length()).isGreaterThan(1 << 20);

        assertThat(refused(stream(hub.intake, "a", bytes(large)), "too-large")).isZero();

        assertThat(hub.files("drop")).isEmpty();
        assertThat(hub.arrivals(dataset)).isEmpty();
    }

    @Test
    void keepsNothingOfADocumentThatBreaksOff() throws Exception {
        InputStream breaking = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ > 100_000) {
                    throw new IOException("connection reset");
                }
                return 'a';
            }
        };

        assertThatThrownBy(() -> stream(hub.intake, "a", breaking)).isInstanceOf(IOException.class);

        assertThat(hub.files("drop")).isEmpty();
        assertThat(hub.arrivals(dataset)).isEmpty();
    }

    @Test
    void keepsNothingOfADocumentThatCouldNotBeClaimed() throws Exception {
        HubIntake intake = hub.intake;
        hub.stop();

        // a door tries again and again while the database is away: nothing may pile up
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> stream(intake, "a", bytes(Sample.csv(1, 3))))
                    .isInstanceOf(DatabaseException.class);
        }

        assertThat(hub.files("drop")).isEmpty();
    }

    @Test
    void refusesADocumentOfAnUnknownDataset() throws Exception {
        hub.datasets.withdraw(dataset.id());

        assertThat(refused(stream(hub.intake, "a", bytes(Sample.csv(1, 3))), "unknown-dataset"))
                .isZero();
    }
}
