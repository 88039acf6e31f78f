package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.chama.itests.node.Staff;

/** Things of the office that a test may end: accounts, connected systems, held arrivals, dead batches. Each is made when it is asked for. */
final class Throwaway {

    static final String OFFICE_ADMINISTRATOR = "office-administrator";
    static final String OTHER_ADMINISTRATOR = "other-administrator";

    /** Holds a role that may read the directory and nothing else. */
    static final String GOVERNMENT = "government";

    /** Has not changed the first password. */
    static final String UNWELCOMED = "unwelcomed";

    /** Officer of a city's authority: its region is not the province. */
    static final String CITY = "city-officer";

    static final String DATASET = "access";
    private static final String AWAITING = "access-awaiting";

    private static int instances;

    private final Node node;
    private final Staff staff;
    private final int instance;
    private int persons;

    Throwaway(Node node) {
        this.node = node;
        this.staff = node.staff();
        synchronized (Throwaway.class) {
            if (instances == 0) {
                people();
            }
            instance = instances++;
        }
    }

    private void people() {
        staff.account(OFFICE_ADMINISTRATOR, Node.OFFICE, "DEPARTMENT_ADMINISTRATOR");
        staff.account(OTHER_ADMINISTRATOR, Node.OTHER, "DEPARTMENT_ADMINISTRATOR");
        staff.account(GOVERNMENT, Node.OTHER, "GOVERNMENT");
        staff.unwelcomed(UNWELCOMED, Node.OFFICE, "OPERATOR");
        staff.account(CITY, Node.CITY, "AUTHORITY_OFFICER");
    }

    /** Tells this one's things from those of others. */
    int instance() {
        return instance;
    }

    /** An operator of the office for this use only. */
    String account(String use) {
        return account(use, "OPERATOR");
    }

    String account(String use, String... roles) {
        String name = use + "-" + instance;
        staff.account(name, Node.OFFICE, roles);
        return name;
    }

    /** A connected system of the office, with a secret, for this use only. */
    String client(String use) {
        String name = use + "-" + instance;
        staff.client(name, Node.OFFICE);
        return name;
    }

    /** An arrival with one record, in line 2. */
    String stored() {
        return node.drop(DATASET)
                .take(
                        "stored-" + instance + "-" + persons + ".csv",
                        Samples.HEADING + Samples.line(3_000 + instance * 100L + persons++, "stored"))
                .get("number")
                .asText();
    }

    /** A file that came before, after which others came. */
    String held() {
        Drop drop = node.drop(DATASET);
        String name = "held-" + instance + "-" + persons;
        String file = Samples.HEADING + Samples.line(3_000 + instance * 100L + persons++, "held");
        String between = Samples.HEADING + Samples.line(3_000 + instance * 100L + persons++, "between");
        drop.take(name + "-first.csv", file);
        drop.take(name + "-between.csv", between);
        JsonNode held = drop.take(name + "-again.csv", file);
        assertThat(held.get("state").asText()).isEqualTo("HELD");
        return held.get("number").asText();
    }

    /** A batch that waits for a check, and of which then comes a message that cannot be read. */
    String dead() {
        Drop drop = node.drop(AWAITING);
        String name = "dead-" + instance + "-" + persons;
        drop.file(name + ".csv", Samples.HEADING + Samples.line(3_000 + instance * 100L + persons++, "dead"));
        await(name).until(() -> drop.arrival(name + ".csv")
                .filter(arrival -> "WAITING".equals(batch(arrival)))
                .isPresent());
        JsonNode arrival = drop.arrival(name + ".csv").orElseThrow();
        String id = arrival.get("number").asText() + ":0";
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + node.ports().broker());
                Connection connection = factory.createConnection("chama", node.secret("broker"));
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("chama.intake." + Node.OFFICE))) {
            BytesMessage message = session.createBytesMessage();
            message.setStringProperty("chama_batch", id);
            message.writeByte((byte) 1);
            producer.send(message);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        await(id).until(() -> "DEAD".equals(batch(arrival)));
        return id;
    }

    private String batch(JsonNode arrival) {
        String id = arrival.get("number").asText() + ":0";
        for (JsonNode batch : node.rest().json("/batches?dataset=" + AWAITING).get("batches")) {
            if (batch.get("id").asText().equals(id)) {
                return batch.get("state").asText();
            }
        }
        return "";
    }
}
