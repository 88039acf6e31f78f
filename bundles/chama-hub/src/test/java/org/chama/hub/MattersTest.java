package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Path;
import java.util.List;
import org.chama.api.Text;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.BatchState;
import org.chama.hub.desk.HubMatters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a department from being closed. */
class MattersTest {

    private static final String DEPARTMENT = "civil-affairs";

    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void namesWhatHasNotComeToItsEndAndNothingElse() throws Exception {
        hub.store(hub.publish(Sample.words()), "ended.csv", Sample.csv(1, 2));
        assertThat(matters(DEPARTMENT)).isEmpty();

        Dataset waits = hub.publish(Sample.words().checks("not-there"));
        hub.bring(waits, "waits.csv", Sample.csv(1, 2));
        soon().untilAsserted(
                        () -> assertThat(hub.batches(waits, BatchState.WAITING)).hasSize(1));

        assertThat(matters(DEPARTMENT)).extracting(Text::en).anyMatch(text -> text.startsWith("1 batches wait"));
        assertThat(matters("another")).isEmpty();
    }

    private List<Text> matters(String department) {
        return hub.database.write(connection -> new HubMatters(hub.hub).of(connection, department));
    }
}
