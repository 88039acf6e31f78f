package org.chama.hub;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.chama.api.broker.Queues;

/** A real broker in this JVM with a journal on disk, set up as the node's own: nothing comes into being by itself. */
final class TestBroker implements Queues, AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger(100);
    private static final int BUFFER = 4 << 20;

    private final Path folder;
    private final int number = NUMBERS.getAndIncrement();
    private final ActiveMQConnectionFactory connections;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile String node = "";
    private EmbeddedActiveMQ server;

    TestBroker(Path folder) throws Exception {
        this.folder = folder;
        this.connections = new ActiveMQConnectionFactory("vm://" + number
                + "?minLargeMessageSize=8388608&consumerWindowSize=8388608&producerWindowSize=16777216"
                + "&blockOnDurableSend=false&cacheDestinations=true&reconnectAttempts=-1&retryInterval=50"
                + "&retryIntervalMultiplier=2&maxRetryInterval=500&initialConnectAttempts=1");
        start();
    }

    void start() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("test-" + number);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalBufferSize_NIO(BUFFER);
        configuration.setJournalBufferTimeout_NIO(500_000);
        configuration.setJournalFileSize(2 * BUFFER);
        configuration.setJournalMinFiles(2);
        configuration.setMaxDiskUsage(99);
        configuration.setMessageCounterEnabled(false);
        configuration.addAcceptorConfiguration("node", "vm://" + number);
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setAutoCreateAddresses(false)
                        .setAutoCreateQueues(false)
                        .setAutoDeleteAddresses(false)
                        .setAutoDeleteQueues(false)
                        .setDeadLetterAddress(SimpleString.of("chama.dead.broker"))
                        .setExpiryAddress(SimpleString.of("chama.expired"))
                        .setMaxDeliveryAttempts(-1)
                        .setRedeliveryDelay(0)
                        .setMaxSizeBytes(32L << 20)
                        .setPageSizeBytes(BUFFER));
        server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }

    /** Makes no queue of this name any more, as a broker does that has its limit. */
    void refuse(String name) {
        refused.add(name);
    }

    void allow(String name) {
        refused.remove(name);
    }

    ConnectionFactory connections() {
        return connections;
    }

    @Override
    public synchronized void ensure(String name) {
        ActiveMQServer core = server.getActiveMQServer();
        SimpleString address = SimpleString.of(name);
        if (refused.contains(name)) {
            throw new IllegalStateException("no queue " + name);
        }
        RoutingType routing = name.equals(EVENTS) ? RoutingType.MULTICAST : RoutingType.ANYCAST;
        try {
            if (core.getAddressInfo(address) == null) {
                core.addAddressInfo(new AddressInfo(address, routing));
            }
            if (!name.equals(EVENTS) && core.locateQueue(address) == null) {
                core.createQueue(QueueConfiguration.of(name)
                        .setRoutingType(routing)
                        .setDurable(true)
                        .setAutoCreated(false));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not answer", e);
        }
    }

    @Override
    public long depth(String name) {
        Queue queue = server.getActiveMQServer().locateQueue(SimpleString.of(name));
        return queue == null ? -1 : queue.getMessageCount();
    }

    @Override
    public boolean up() {
        return server.getActiveMQServer().isStarted();
    }

    /** What the broker says of messages the platform sent; none of this class says so. */
    void sentBy(String sender) {
        node = sender;
    }

    @Override
    public String node() {
        return node;
    }

    /** Work with a transacted session of a connection of its own; committed at its end. */
    interface Work<T> {
        T with(Session session) throws JMSException;
    }

    <T> T session(Work<T> work) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            T result = work.with(session);
            session.commit();
            return result;
        }
    }

    /** Sends bytes as a batch of a dataset. */
    void send(String queue, String dataset, String batch, byte[] body) throws JMSException {
        session(session -> {
            try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                message.setStringProperty("JMSXGroupID", dataset);
                message.setStringProperty("chama_dataset", dataset);
                message.setStringProperty("chama_batch", batch);
                producer.send(message);
            }
            return null;
        });
    }

    /** Takes one message out of a queue and gives its bytes. */
    byte[] receive(String queue) throws JMSException {
        return session(session -> {
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                Message message = consumer.receive(10_000);
                byte[] body = new byte[(int) ((BytesMessage) message).getBodyLength()];
                ((BytesMessage) message).readBytes(body);
                return body;
            }
        });
    }

    @Override
    public void close() {
        connections.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not stop", e);
        }
    }
}
