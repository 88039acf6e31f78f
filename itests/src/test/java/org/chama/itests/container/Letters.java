package org.chama.itests.container;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What lies in a queue, as the node's own account sees it. */
final class Letters {

    private Letters() {}

    /** The ids of the messages. */
    @SuppressWarnings("unchecked")
    static List<String> in(Node node, String queue) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + node.ports().broker());
                Connection connection = factory.createConnection("chama", node.secret("broker"));
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            return ((List<Message>) Collections.list(browser.getEnumeration()))
                    .stream().map(Letters::id).toList();
        }
    }

    private static String id(Message message) {
        try {
            return message.getJMSMessageID();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
