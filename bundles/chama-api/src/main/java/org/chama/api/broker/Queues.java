package org.chama.api.broker;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The queues of the platform. None comes into being by itself: a module makes its own before it uses it. Thread-safe. The
 * connections come from the {@code jakarta.jms.ConnectionFactory} service.
 */
@ProviderType
public interface Queues {

    String INTAKE = "chama.intake.";
    String WAITING = "chama.waiting.";
    String DEAD = "chama.dead.";
    String EVENTS = "chama.events";

    /** Then the department, and behind a full stop whatever tells its deliveries apart. */
    String DELIVERY = "chama.delivery.";

    /**
     * JMS property of a received message with who sent it, written by the embedded broker and by no sender. Only what {@link #node}
     * sent is a batch.
     */
    String SENDER = "JMSXUserID";

    /** Makes a durable queue with the limits, dead letters and expiry of its prefix, unless it is there. */
    void ensure(String name);

    /** Messages in a queue, -1 when there is none of that name. */
    long depth(String name);

    /** Whether the broker answers. */
    boolean up();

    /** What {@link #SENDER} says of messages the platform's own nodes sent; empty when a broker outside does not say. */
    default String node() {
        return "";
    }
}
