package org.chama.hub;

import java.time.Duration;
import java.util.Optional;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds one lease for as long as this node asks for it, renewing it in time; the fence is still checked by every write. One thread. */
public final class Tenure {

    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final long RENEW_NANOS = TIME.toNanos() / 4;

    private final Leases leases;
    private final String name;
    private Optional<Lease> held = Optional.empty();
    private long asked;

    public Tenure(Leases leases, String name) {
        this.leases = leases;
        this.name = name;
    }

    /** The lease, when this node has it. */
    public Optional<Lease> lease() {
        long now = System.nanoTime();
        if (asked == 0 || now - asked > (held.isPresent() ? RENEW_NANOS : RENEW_NANOS / 2)) {
            held = Optional.empty();
            held = leases.acquire(name, TIME);
            asked = now;
        }
        return held;
    }

    /** Gives the lease up, so that the next node need not wait for its end. */
    public void release() {
        try {
            held.ifPresent(leases::release);
        } catch (DatabaseException e) {
            LOG.debug("The lease {} runs out by itself", name, e);
        }
        held = Optional.empty();
        asked = 0;
    }
}
