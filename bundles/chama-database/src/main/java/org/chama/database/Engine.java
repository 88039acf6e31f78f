package org.chama.database;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.chama.api.database.Database;
import org.chama.api.store.Zone;

/** What differs between the two databases. */
interface Engine extends AutoCloseable {

    Database.Kind kind();

    /** Connections of the hub's role, without a pool. */
    DataSource hub();

    /** Connections of the role that reads one zone, without a pool. */
    DataSource reader(Zone zone);

    /** Refuses settings that break a promise, and sees that schemas and roles are there. */
    void prepare() throws SQLException;

    /** Fails when nothing may be done any more. */
    void ready() throws SQLException;

    /** Is told of an outage that a statement met. */
    void met(SQLException outage);

    /** Returns when everything committed before the call is on disk. */
    void harden() throws SQLException;

    @Override
    void close();
}
