package org.chama.hub.release;

import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.hub.Link;

/** Sends the outbox to {@code chama.events}, in order and at least once; an event's id is in {@code chama_event}. */
final class Events {

    private static final int MOST = 200;

    private final Database database;
    private final Leases leases;
    private final Outbox outbox;
    private final Link link;

    Events(Database database, Leases leases, Outbox outbox, Link link) {
        this.database = database;
        this.leases = leases;
        this.outbox = outbox;
        this.link = link;
    }

    boolean round(Lease lease) throws JMSException {
        List<Outbox.Event> events = outbox.next(MOST);
        if (events.isEmpty()) {
            return false;
        }
        try (Session session = link.session();
                MessageProducer producer = session.createProducer(session.createTopic(Queues.EVENTS))) {
            for (Outbox.Event event : events) {
                TextMessage message = session.createTextMessage(event.body());
                message.setLongProperty("chama_event", event.id());
                message.setStringProperty("chama_kind", event.kind());
                producer.send(message);
            }
            session.commit();
        }
        database.write(connection -> {
            leases.check(connection, lease);
            outbox.sent(connection, events);
            return null;
        });
        return events.size() == MOST;
    }
}
