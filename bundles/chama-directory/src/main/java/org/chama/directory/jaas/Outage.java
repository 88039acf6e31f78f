package org.chama.directory.jaas;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that nobody can sign in, and once that it is over. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final AtomicBoolean lasts = new AtomicBoolean();

    void met(RuntimeException why) {
        if (lasts.compareAndSet(false, true)) {
            LOG.error("nobody can sign in to console or queues: {}", why.getMessage());
        }
    }

    void over() {
        if (lasts.compareAndSet(true, false)) {
            LOG.info("console and queues can be signed in to again");
        }
    }
}
