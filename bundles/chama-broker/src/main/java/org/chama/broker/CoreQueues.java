package org.chama.broker;

import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQAddressExistsException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQQueueExistsException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorImpl;
import org.chama.api.broker.Queues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and looks up queues over one session of the core protocol, opened anew when it broke. */
final class CoreQueues implements Queues, AutoCloseable {

    /** Where the broker puts what it cannot deliver, and what was too old to be delivered. */
    static final String DEAD_LETTERS = DEAD + "broker";

    static final String EXPIRED = "chama.expired";

    private static final Logger LOG = LoggerFactory.getLogger(CoreQueues.class);

    private final ServerLocator locator;
    private final String user;
    private final String password;
    private final String sender;
    private ClientSessionFactory factory;
    private ClientSession session;

    /** @param sender what the broker writes on this account's messages */
    CoreQueues(String url, String user, String password, String sender) throws Exception {
        this.sender = sender;
        this.locator = ServerLocatorImpl.newLocator(url);
        this.user = user;
        this.password = password;
    }

    @Override
    public synchronized void ensure(String name) {
        call(open -> {
            make(open, name);
            return null;
        });
    }

    /** Another node may make the same between the question and the answer: what is there already is as good as made. */
    static void make(ClientSession session, String name) throws ActiveMQException {
        SimpleString address = SimpleString.of(name);
        boolean events = name.equals(EVENTS);
        if (!events && session.queueQuery(address).isExists()) {
            return;
        }
        if (!session.addressQuery(address).isExists()) {
            try {
                session.createAddress(address, events ? RoutingType.MULTICAST : RoutingType.ANYCAST, false);
            } catch (ActiveMQAddressExistsException e) {
                LOG.debug("the address {} was made by another in the same moment", name);
            }
        }
        if (!events) {
            try {
                session.createQueue(QueueConfiguration.of(name)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoCreated(false));
            } catch (ActiveMQQueueExistsException e) {
                LOG.debug("the queue {} was made by another in the same moment", name);
            }
        }
    }

    /**
     * Makes sure that what the broker itself puts aside is kept: without these queues it would be dropped.
     *
     * @throws NoDeadLetterException when one is missing and cannot be made
     */
    synchronized void ensureDeadLetters() {
        for (String name : List.of(DEAD_LETTERS, EXPIRED)) {
            try {
                ensure(name);
            } catch (BrokerAwayException e) {
                if (e.getCause() instanceof ActiveMQException refused
                        && refused.getType() == ActiveMQExceptionType.SECURITY_EXCEPTION) {
                    throw new NoDeadLetterException(name, e);
                }
                throw e;
            }
            if (depth(name) < 0) {
                throw new NoDeadLetterException(name, null);
            }
        }
    }

    @Override
    public synchronized long depth(String name) {
        return call(open -> {
            ClientSession.QueueQuery query = open.queueQuery(SimpleString.of(name));
            return query.isExists() ? query.getMessageCount() : -1L;
        });
    }

    @Override
    public synchronized boolean up() {
        try {
            return call(open -> open.addressQuery(SimpleString.of(EVENTS)).isExists());
        } catch (BrokerAwayException e) {
            return false;
        }
    }

    @Override
    public String node() {
        return sender;
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            try {
                session.close();
            } catch (ActiveMQException e) {
                // the other side has gone already: nothing is left to be closed
                session = null;
            }
        }
        if (factory != null) {
            factory.close();
        }
        locator.close();
    }

    private <T> T call(Call<T> call) {
        try {
            if (session == null || session.isClosed()) {
                if (factory == null || factory.isClosed()) {
                    factory = locator.createSessionFactory();
                }
                session = factory.createSession(user, password, false, true, true, false, 1);
            }
            return call.on(session);
        } catch (Exception e) {
            throw new BrokerAwayException(e);
        }
    }

    private interface Call<T> {
        T on(ClientSession session) throws Exception;
    }

    /** The broker did not do what it was asked. */
    static final class BrokerAwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokerAwayException(Exception cause) {
            super("the broker does not answer: " + cause.getMessage(), cause);
        }
    }

    /** The broker would drop messages. */
    static final class NoDeadLetterException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoDeadLetterException(String queue, Throwable cause) {
            super(
                    "消息代理上没有队列 " + queue + " 且本节点无权创建,无法投递或过期的消息会丢失:请创建该持久队列(ANYCAST)或授予创建权限 / the broker has no queue "
                            + queue
                            + " and this node may not make it, so what cannot be delivered would be lost: make that"
                            + " durable ANYCAST queue, or let the node's account create it",
                    cause);
        }
    }
}
