package org.chama.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.chama.api.batch.Rows;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;

/** How one dataset version's table of one zone is written and read in bulk: compiled once, then used by any thread. */
interface Access {

    /** Writes rows into the share zone as the dataset's write mode says. */
    Written write(Connection connection, long arrival, Rows rows) throws SQLException;

    /** The rows of an arrival's positions as they are now in the share zone. */
    Stored read(Connection connection, long arrival, long firstPosition, long lastPosition) throws SQLException;

    /** Writes masked rows into the open zone in place of rows of the same identity. */
    void replace(Connection connection, long arrival, Stored from, Rows masked) throws SQLException;
}
