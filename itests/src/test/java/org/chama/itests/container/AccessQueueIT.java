package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.Field;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.chama.api.broker.Queues;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.Test;

/**
 * Every queue the platform names, asked by a foreign AMQP client: a connected system may send to the
 * intake of its department, and nothing else; each refusal is in the ledger.
 */
@InContainer
class AccessQueueIT {

    private static final String INTAKE = "chama.intake." + Node.OFFICE;

    private static final String DEAD = "chama.dead." + Node.OFFICE;

    private final Node node;
    private final Staff staff;

    AccessQueueIT(Node node) {
        this.node = node;
        this.staff = node.staff();
    }

    @Test
    void letsNobodyInWithoutASecretThatIsRight() {
        Instant since = now();
        for (String[] wrong : new String[][] {
            {Node.SYSTEM, "not-the-secret"},
            {"chama", "chama"},
            {"admin", "admin"},
            {Node.OFFICE, staff.person(Node.OFFICE).password()},
            {null, null}
        }) {
            assertThatThrownBy(() -> connect(wrong[0], wrong[1]).close())
                    .as(wrong[0])
                    .isInstanceOf(JMSException.class);
        }
        await().until(() -> lines(since, "nobody").stream()
                .anyMatch(line -> line.get("channel").asText().equals("queue")));
    }

    @Test
    void letsASystemSendToItsOwnIntakeAndDoNothingElse() throws Exception {
        Set<String> queues = queues();
        assertThat(queues)
                .contains(INTAKE, "chama.dead." + Node.OFFICE, "chama.intake.civil-affairs", "chama.events")
                .hasSizeGreaterThan(8);
        Instant since = now();
        for (String name : queues) {
            try (Connection connection = connect(Node.SYSTEM, staff.secret(Node.SYSTEM));
                    Session session = connection.createSession()) {
                connection.start();
                boolean topic = name.equals(Queues.EVENTS);
                Destination there = topic ? session.createTopic(name) : session.createQueue(name);
                if (!name.equals(INTAKE)) {
                    assertThatThrownBy(() -> session.createProducer(there).send(session.createTextMessage("x")))
                            .as("send to " + name)
                            .isInstanceOf(JMSException.class);
                }
                assertThatThrownBy(() -> session.createConsumer(there))
                        .as("take from " + name)
                        .isInstanceOf(JMSException.class);
                if (!topic) {
                    assertThatThrownBy(
                                    () -> session.createBrowser((Queue) there).getEnumeration())
                            .as("look into " + name)
                            .isInstanceOf(JMSException.class);
                }
            }
        }
        String system = "client:" + Node.SYSTEM;
        // of deliveries none is under way: the broker says that nothing is there before anybody is asked who may
        Set<String> asked = new TreeSet<>();
        queues.stream()
                .filter(name -> !name.startsWith(Queues.DELIVERY))
                .map("queue:"::concat)
                .forEach(asked::add);
        await().untilAsserted(() -> assertThat(lines(since, system))
                .extracting(line -> line.get("about").asText().replaceFirst("::.*", ""))
                .containsAll(asked));

        int dead = Letters.in(node, DEAD).size();
        // its own intake takes it; it is no batch of the platform and moves nothing
        try (Connection connection = connect(Node.SYSTEM, staff.secret(Node.SYSTEM));
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(INTAKE))) {
            producer.send(session.createTextMessage("from outside"));
        }
        await().until(() -> Letters.in(node, DEAD).size() == dead + 1);
        assertThat(node.rest()
                        .json("/batches?state=DEAD&department=" + Node.OFFICE)
                        .toString())
                .doesNotContain("from outside");
    }

    private Connection connect(String user, String secret) throws JMSException {
        JmsConnectionFactory factory =
                new JmsConnectionFactory("amqp://127.0.0.1:" + node.ports().broker()
                        + "?jms.forceSyncSend=true&amqp.saslMechanisms=" + (user == null ? "ANONYMOUS" : "PLAIN"));
        Connection connection = factory.createConnection(user, secret);
        connection.start();
        return connection;
    }

    /** Every queue the platform names, for each department that has datasets. */
    private Set<String> queues() throws IllegalAccessException {
        Set<String> departments = new TreeSet<>(
                node.rest().json("/datasets?limit=1000").get("datasets").findValuesAsText("department"));
        Set<String> names = new TreeSet<>(List.of("chama.dead.broker", "chama.expired", "activemq.management"));
        for (Field field : Queues.class.getFields()) {
            String name = field.get(null).toString();
            if (name.endsWith(".")) {
                departments.forEach(department -> names.add(name + department));
            } else if (name.startsWith("chama.")) {
                names.add(name);
            }
        }
        return names;
    }

    private List<JsonNode> lines(Instant since, String actor) {
        return staff.call(
                        Staff.AUDITOR,
                        "GET",
                        "/ledger?limit=1000&kind=refused&actor=" + actor + "&from=" + since,
                        "",
                        200)
                .get("lines")
                .valueStream()
                .toList();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
