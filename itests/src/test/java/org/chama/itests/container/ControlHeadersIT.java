package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Headers that steer Camel, brought from outside, steer nothing. */
@InContainer
class ControlHeadersIT {

    private static final String INTAKE = "chama.intake.test-office";
    private static final String DEAD = "chama.dead.test-office";
    private static final String ESCAPED = "../../../../escaped";

    /** As HTTP headers and, where they may be, as JMS properties. */
    private static final List<String> NAMES = List.of(
            "CamelFileName",
            "camelfilename",
            "CAMELFILENAME",
            "CAmElFiLeNaMe",
            "CamelHttpUri",
            "CamelExecCommandExecutable",
            "CamelJmsDestinationName",
            "CamelBeanMethodName",
            "breadcrumbId",
            "JMSDestination");

    private final Node node;
    private TreeSet<String> before;

    ControlHeadersIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void remember() throws IOException {
        before = files();
    }

    @AfterEach
    void nothingWasWrittenElsewhere() throws IOException {
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void ofASoapCallAreNotLookedAt() {
        List<String> headers = new ArrayList<>();
        NAMES.forEach(name -> Collections.addAll(headers, name, ESCAPED));
        Collections.addAll(headers, "SOAPAction", "\"" + ESCAPED + "\"");
        String[] person = Samples.person(600);
        Soap.Answer answer = node.soap()
                .post(
                        Soap.publish("calls", "headers", Soap.record("citizen_id", person[2], "name", person[1])),
                        headers.toArray(String[]::new));

        assertThat(answer.text("received")).as(answer.body()).isEqualTo("1");
        await().until(() -> node.rest()
                .json("/arrivals/" + answer.text("arrival"))
                .get("state")
                .asText()
                .equals("STORED"));
    }

    @Test
    void ofARestRequestAreNotLookedAt() {
        List<String> headers = new ArrayList<>();
        NAMES.forEach(name -> Collections.addAll(headers, name, ESCAPED));
        Collections.addAll(headers, "X-HTTP-Method-Override", "DELETE", "X-Forwarded-Host", "example.org");

        assertThat(node.rest()
                        .get(Rest.API + "/datasets", headers.toArray(String[]::new))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void ofAMessageAreNotLookedAtAndWhatIsNoBatchIsADeadLetter() throws JMSException {
        int dead = Letters.in(node, DEAD).size();
        send(session -> {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[] {1, 2, 3});
            for (String name : NAMES) {
                if (!name.startsWith("JMS")) {
                    message.setStringProperty(name, ESCAPED);
                }
            }
            message.setJMSReplyTo(session.createQueue("chama.intake.civil-affairs"));
            return message;
        });
        send(session -> session.createTextMessage("secret-note"));
        send(session -> session.createObjectMessage(new Gadget()));

        await().until(() -> Letters.in(node, DEAD).size() == dead + 3);
        assertThat(Letters.in(node, INTAKE)).isEmpty();
        assertThat(Gadget.READ).as("objects the node deserialized").doesNotExist();
        assertThat(node.log()).contains("is no batch and goes to the dead letters");
        Drop drop = node.drop("refusals");
        assertThat(drop.take("after-the-message.csv", Samples.HEADING + Samples.line(601, "after"))
                        .get("stored")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void nobodyElseMaySendToTheIntake() {
        for (String[] account : new String[][] {{"admin", "admin"}, {"chama", "chama"}, {"guest", ""}}) {
            try (ActiveMQConnectionFactory factory = factory()) {
                assertThat(connect(factory, account[0], account[1])).isFalse();
            }
        }
    }

    private static boolean connect(ActiveMQConnectionFactory factory, String user, String password) {
        try (Connection connection = factory.createConnection(user, password)) {
            connection.start();
            return true;
        } catch (JMSSecurityException e) {
            return false;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Making {
        Message in(Session session) throws JMSException;
    }

    private void send(Making message) throws JMSException {
        try (ActiveMQConnectionFactory factory = factory();
                Connection connection = factory.createConnection("chama", node.secret("broker"));
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(INTAKE))) {
            producer.send(message.in(session));
        }
    }

    private ActiveMQConnectionFactory factory() {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + node.ports().broker());
    }

    /** Files of the node that a header could have named: all but where data lies. */
    private TreeSet<String> files() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path place :
                List.of(node.home(), node.home().resolve("etc"), node.home().resolve("deploy"))) {
            for (Path up = place; up.startsWith(Assembly.TARGET.getParent()); up = up.getParent()) {
                try (Stream<Path> files = Files.list(up)) {
                    files.map(Path::toString).forEach(found::add);
                }
            }
        }
        return found;
    }

    /** Tells that it was deserialized. */
    static final class Gadget implements Serializable {

        static final Path READ = Assembly.TARGET.resolve("gadget");

        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Files.createFile(READ);
        }
    }
}
