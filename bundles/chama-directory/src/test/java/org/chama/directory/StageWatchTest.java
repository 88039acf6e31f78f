package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.directory.Refuses.refuses;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chama.api.Text;
import org.chama.api.access.Caller;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Account;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;
import org.chama.api.notices.Alarms;
import org.chama.database.NodeLeases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StageWatchTest extends OnH2 {

    private final Standing alarms = new Standing();
    private NodeLeases leases;
    private StageWatch watch;
    private Caller chief;

    @BeforeEach
    void people() {
        node.department("police", 1, "530100");
        node.department("health", 2, "530100");
        node.account("chief", Role.DEPARTMENT_ADMINISTRATOR, "police");
        node.account("li", Role.OPERATOR, "police");
        node.account("doctor", Role.OPERATOR, "health");
        node.datasets.add("person", "police");
        chief = node.caller("chief");
        leases = new NodeLeases(database, 10);
        watch = new StageWatch(node.register, leases, alarms, node.datasets);
    }

    @AfterEach
    void end() {
        watch.close();
        leases.close();
    }

    private void own(Stage... stages) {
        for (Stage stage : stages) {
            node.administration.put(chief, new Responsibility("person", stage, "police", "li"));
        }
    }

    @Test
    void oneAlarmNamesTheStagesNobodyAnswersFor() {
        watch.look();
        assertThat(alarms.standing).containsOnlyKeys("stages-unowned:person");
        assertThat(alarms.standing.get("stages-unowned:person").zh()).contains("采集", "归集", "存储", "共享", "开放", "应用");
        own(Stage.COLLECTION, Stage.STORAGE);
        watch.look();
        assertThat(alarms.standing.get("stages-unowned:person").en()).endsWith("aggregation, sharing, opening, use.");
        int raised = alarms.raised.size();
        watch.look();
        watch.look();
        assertThat(alarms.raised).hasSize(raised);
        own(Stage.values());
        watch.look();
        assertThat(alarms.standing).isEmpty();
        assertThat(node.administration.responsibilities(chief, "person")).hasSize(6);
        assertThat(node.ledger.of("responsibility-changed")).hasSize(8);
    }

    @Test
    void anotherChangeDoesNotRaiseItAgain() {
        watch.look();
        node.account("wang", Role.OPERATOR, "police");
        watch.look();
        assertThat(alarms.raised).hasSize(1);
    }

    @Test
    void aDisabledOwnerOwnsNothing() {
        own(Stage.values());
        watch.look();
        assertThat(alarms.standing).isEmpty();
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account("li", li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        watch.look();
        assertThat(alarms.standing).hasSize(1);
    }

    @Test
    void aWithdrawnDatasetNeedsNobody() {
        watch.look();
        node.datasets.remove("person");
        watch.look();
        assertThat(alarms.standing).isEmpty();
    }

    @Test
    void onlyOneNodeLooks() {
        watch.look();
        try (NodeLeases other = new NodeLeases(database, 10);
                StageWatch second = new StageWatch(node.register, other, alarms, node.datasets)) {
            int raised = alarms.raised.size();
            node.datasets.add("vehicle", "police");
            second.look();
            assertThat(alarms.raised).hasSize(raised);
            watch.look();
            assertThat(alarms.standing).containsOnlyKeys("stages-unowned:person", "stages-unowned:vehicle");
        }
    }

    @Test
    void whoAnswersMustBelongToTheDepartmentThatAnswers() {
        refuses(
                "wrong-account",
                () -> node.administration.put(chief, new Responsibility("person", Stage.USE, "police", "doctor")));
        refuses(
                "wrong-account",
                () -> node.administration.put(chief, new Responsibility("person", Stage.USE, "police", "nobody")));
        refuses(
                "unknown-department",
                () -> node.administration.put(chief, new Responsibility("person", Stage.USE, "nowhere", "li")));
        refuses(
                "unknown-dataset",
                () -> node.administration.put(chief, new Responsibility("vehicle", Stage.USE, "police", "li")));
        node.datasets.add("patient", "health");
        refuses(
                "forbidden",
                () -> node.administration.put(chief, new Responsibility("patient", Stage.USE, "police", "li")));
        refuses("forbidden", () -> node.administration.responsibilities(chief, "patient"));
        refuses(
                "forbidden",
                () -> node.administration.put(
                        node.caller("li"), new Responsibility("person", Stage.USE, "police", "li")));
        node.administration.put(chief, new Responsibility("person", Stage.USE, "health", "doctor"));
    }

    /** Alarms in memory. */
    private static final class Standing implements Alarms {

        private final Map<String, Text> standing = new TreeMap<>();
        private final List<String> raised = new ArrayList<>();

        @Override
        public void raise(String key, String department, Text text) {
            assertThat(standing).doesNotContainKey(key);
            standing.put(key, text);
            raised.add(key + "@" + department);
        }

        @Override
        public void clear(String key) {
            standing.remove(key);
        }

        @Override
        public void raise(Connection transaction, String key, String department, Text text) {
            raise(key, department, text);
        }

        @Override
        public void clear(Connection transaction, String key) {
            clear(key);
        }

        @Override
        public Listing<Alarm> list(
                Reach reach, Optional<String> department, boolean all, Optional<String> after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Alarm> standing(long number) {
            throw new UnsupportedOperationException();
        }
    }
}
