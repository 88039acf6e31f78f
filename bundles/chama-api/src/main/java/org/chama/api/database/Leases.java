package org.chama.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Leases with a fencing number, kept in the database and timed by its clock. Thread-safe. */
@ProviderType
public interface Leases {

    /** Id of this run of this node: another after every start. */
    String node();

    /** Takes the lease when nobody holds it or its time is over, or prolongs it when this node holds it (the fence stays). */
    Optional<Lease> acquire(String name, Duration time);

    /** Gives it up, if it is still held. */
    void release(Lease lease);

    /**
     * Makes sure, inside a transaction, that the lease is still this node's, and keeps others from taking it until the transaction
     * ends.
     *
     * @throws LeaseLostException when another has taken it
     */
    void check(Connection transaction, Lease lease) throws SQLException;

    /** Whether a run of a node ({@link #node()}) still renews its sign of life. */
    boolean alive(String node);

    /** The lease has another holder; what was begun under it must not be committed. */
    final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LeaseLostException(Lease lease) {
            super("the lease " + lease.name() + " (fence " + lease.fence() + ") has another holder");
        }
    }
}
