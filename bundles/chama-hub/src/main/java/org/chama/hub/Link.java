package org.chama.hub;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** The hub's one connection to the broker, opened when first needed and anew after it broke. Thread-safe. */
public final class Link implements AutoCloseable {

    private final ConnectionFactory factory;
    private Connection connection;
    private boolean closed;

    public Link(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** A transacted session of its own; the caller closes it. */
    public synchronized Session session() throws JMSException {
        if (closed) {
            throw new JMSException("the hub is stopping");
        }
        try {
            if (connection == null) {
                connection = factory.createConnection();
                connection.start();
            }
            return connection.createSession(Session.SESSION_TRANSACTED);
        } catch (JMSException e) {
            Connection broken = connection;
            connection = null;
            if (broken != null) {
                broken.close();
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() throws JMSException {
        closed = true;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
