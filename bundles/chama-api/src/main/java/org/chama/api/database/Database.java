package org.chama.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.chama.api.store.Zone;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The node's database: H2 in a file, or PostgreSQL. Thread-safe. When {@link #write} returns, what it wrote is on disk; a setting
 * that would weaken this refuses to start. Tables of the platform live in the schema {@code chama}, dataset tables in
 * {@code share} and {@code open}.
 */
@ProviderType
public interface Database {

    /** Which SQL it speaks. */
    enum Kind {
        H2,
        POSTGRESQL
    }

    Kind kind();

    /**
     * Runs the work in one transaction with the hub's role and returns after the commit is on disk. Rolls back on any exception and
     * throws it on; an {@link SQLException} comes as a {@link DatabaseException}. The work must not commit by itself.
     */
    <T> T write(Work<T> work);

    /** Runs reading work with the hub's role in a read-only transaction. */
    <T> T read(Work<T> work);

    /** Connections of the role that can read one zone and nothing else. */
    DataSource reader(Zone zone);

    /**
     * Brings a module's tables up to date: scripts in {@code db/<module>/} (both kinds) and {@code db/<module>/h2} or
     * {@code db/<module>/postgresql}, named {@code V1__words.sql}; their history is the module's own. Call it when the module
     * starts, before anything else.
     *
     * @param loader sees the scripts
     */
    void migrate(String module, ClassLoader loader);

    /** Something that is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
