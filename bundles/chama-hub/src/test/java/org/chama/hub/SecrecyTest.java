package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.QuarantinedRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is marked as a state secret is refused, shown nowhere, and a person is alarmed (Article 2). */
class SecrecyTest {

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
    void refusesARecordThatBearsAMarkAndTakesTheOthers() throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        ArrivalView view = hub.store(
                dataset,
                "a.csv",
                "seq,word,at\n1,good,2026-01-01 00:00:00\n2,机密★10年 the plan,2026-01-01 00:00:00\n3,good,2026-01-01 00:00:00\n");

        assertThat(view.stored()).isEqualTo(2);
        refusedAsSecret(dataset);
    }

    @Test
    void refusesAMarkedRecordThatIsNoGoodRecordEitherForItsMark() throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        ArrivalView view = hub.store(
                dataset,
                "a.csv",
                "seq,word,at\n1,good,2026-01-01 00:00:00\n2,机密★10年 the plan,2026-01-01 00:00:00,more\n");

        assertThat(view.stored()).isEqualTo(1);
        refusedAsSecret(dataset);
    }

    @Test
    void refusesAFileWhoseNameBearsAMark() throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        TestHub.refused(hub.bring(dataset, "绝密★计划.csv", Sample.csv(1, 1)), "state-secret");

        assertThat(hub.alarms.all()).containsKey("state-secret:" + dataset.id());
    }

    @Test
    void keepsNoValueOfARefusedRecordOfADatasetWithEncryptedItems() throws Exception {
        Dataset dataset = hub.publish(Sample.words().encrypted("word"));

        hub.store(dataset, "a.csv", "seq,word,at\n1,good,2026-01-01 00:00:00\nx,sensitive,2026-01-01 00:00:00\n");

        assertThat(hub.quarantine(dataset)).hasSize(1);
        assertThat(raw()).containsExactly("");
    }

    private void refusedAsSecret(Dataset dataset) throws Exception {
        List<QuarantinedRow> rows = hub.quarantine(dataset);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).refusal().code()).isEqualTo("state-secret");
        assertThat(rows.get(0).toString()).doesNotContain("plan");
        assertThat(raw()).containsExactly("");
        assertThat(hub.alarms.all()).containsKey("state-secret:" + dataset.id());
        assertThat(hub.alarms.all().toString()).doesNotContain("plan");
    }

    private List<String> raw() {
        return hub.database.read(connection -> {
            List<String> found = new ArrayList<>();
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery("select raw from chama.quarantine")) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        });
    }
}
