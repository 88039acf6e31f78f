package org.chama.broker;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorImpl;
import org.chama.api.broker.Queues;

/** Makes and looks up queues over one session of the core protocol, opened anew when it broke. */
final class CoreQueues implements Queues, AutoCloseable {

    private final ServerLocator locator;
    private final String user;
    private final String password;
    private ClientSessionFactory factory;
    private ClientSession session;

    CoreQueues(String url, String user, String password) throws Exception {
        this.locator = ServerLocatorImpl.newLocator(url);
        this.user = user;
        this.password = password;
    }

    @Override
    public synchronized void ensure(String name) {
        call(open -> {
            if (name.equals(EVENTS)) {
                if (!open.addressQuery(SimpleString.of(name)).isExists()) {
                    open.createAddress(SimpleString.of(name), RoutingType.MULTICAST, false);
                }
            } else if (!open.queueQuery(SimpleString.of(name)).isExists()) {
                if (!open.addressQuery(SimpleString.of(name)).isExists()) {
                    open.createAddress(SimpleString.of(name), RoutingType.ANYCAST, false);
                }
                open.createQueue(QueueConfiguration.of(name)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoCreated(false));
            }
            return null;
        });
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
}
