package org.chama.itests.node;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A node's database, read past the node. */
public interface Base {

    /** Settings of {@code etc/org.chama.database.cfg}. */
    Map<String, String> settings();

    /** Whether it can be read while a node runs on it. */
    boolean isShared();

    /**
     * How many batches a look at the running node may show that are not on disk yet: those of the one transaction that is being
     * confirmed. Nothing of it has been acknowledged to the queue.
     */
    int unconfirmed();

    /** Reads; changes nothing. */
    <T> T read(Reading<T> reading) throws IOException, SQLException;

    /** Something that is read. */
    @FunctionalInterface
    interface Reading<T> {
        T from(Connection connection) throws IOException, SQLException;
    }
}
