package org.chama.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.chama.api.broker.Queues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final String URL = "vm://0?minLargeMessageSize=8388608&blockOnDurableSend=false";
    private static final String QUEUE = Queues.INTAKE + "civil-affairs";

    @TempDir
    Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(
                new BrokerSettings(folder, 0, "", "chama", "secret", 64L << 20, 1L << 30), Optional::empty);
    }

    @AfterEach
    void stop() throws Exception {
        broker.stop();
    }

    @Test
    void keepsABatchOfTwoMebibytesThroughARestart() throws Exception {
        byte[] body = new byte[2 << 20];
        try (CoreQueues queues = new CoreQueues(URL, "chama", "secret", "")) {
            queues.ensure(QUEUE);
            queues.ensure(QUEUE);
            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL, "chama", "secret");
                    Connection connection = factory.createConnection();
                    Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                session.createProducer(session.createQueue(QUEUE)).send(message);
                session.commit();
            }
            assertThat(queues.depth(QUEUE)).isEqualTo(1);
        }
        stop();
        start();
        try (CoreQueues queues = new CoreQueues(URL, "chama", "secret", "")) {
            assertThat(queues.depth(QUEUE)).isEqualTo(1);
            assertThat(queues.up()).isFalse();
            queues.ensure(Queues.EVENTS);
            assertThat(queues.up()).isTrue();
        }
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL)) {
            assertThatThrownBy(() -> factory.createConnection("chama", "guess")).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> factory.createConnection()).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void makesNoQueueByItself() throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL, "chama", "secret");
                Connection connection = factory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            assertThatThrownBy(() -> session.createQueue("chama.intake.nobody")).isInstanceOf(JMSException.class);
        }
        try (CoreQueues queues = new CoreQueues(URL, "chama", "secret", "")) {
            assertThat(queues.depth("chama.intake.nobody")).isEqualTo(-1);
        }
    }
}
