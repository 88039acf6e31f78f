package org.chama.database;

import java.sql.Connection;
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

    /**
     * Fails while nothing can be done. After the disk refused to be written the caller may be the one who opens the database anew.
     *
     * @return which opening of the database this is, from 1; connections of an earlier one are dead
     */
    long ready() throws SQLException;

    /** Is told of an outage that a statement met in an opening of the database. */
    void met(long opening, SQLException outage);

    /** Ends reading work: leaves nothing of it, and writes nothing. */
    void endRead(Connection connection) throws SQLException;

    /**
     * Returns when everything committed before the call in this opening of the database is on disk.
     *
     * @throws SQLException also when the database was opened anew meanwhile: what was committed may be there or not
     */
    void harden(long opening) throws SQLException;

    @Override
    void close();
}
