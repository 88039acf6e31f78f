package org.chama.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.store.Zone;

/** The node's database behind its pools: one of the hub, one of each zone's reader. */
public final class NodeDatabase implements Database, AutoCloseable {

    private static final int READERS = 4;
    private static final long WAIT_MILLIS = 10_000;
    private static final long IDLE_MILLIS = 60_000;

    private final Engine engine;
    private final Migrations migrations;
    private final HikariDataSource hub;
    private final Map<Zone, HikariDataSource> readers = new EnumMap<>(Zone.class);

    /**
     * Opens the database, makes what is missing and brings this module's own tables up to date.
     *
     * @throws org.chama.api.RefusedException when a setting of ours or of the server would break a promise
     * @throws org.chama.api.database.DatabaseException when it cannot be reached
     */
    public NodeDatabase(Settings settings) {
        engine = settings.postgresql() ? new Postgres(settings) : new H2(settings);
        migrations = new Migrations(engine);
        try {
            engine.prepare();
            migrations.run("database", NodeDatabase.class.getClassLoader());
        } catch (SQLException e) {
            engine.close();
            throw Faults.of(e);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        hub = pool("chama", engine.hub(), engine.kind() == Kind.H2 ? 0 : 1, settings.connections(), false);
        for (Zone zone : Zone.values()) {
            readers.put(zone, pool("chama-" + zone.schema(), engine.reader(zone), 0, READERS, true));
        }
    }

    @Override
    public Kind kind() {
        return engine.kind();
    }

    @Override
    public <T> T write(Work<T> work) {
        T result = commit(work);
        try {
            engine.harden();
        } catch (SQLException e) {
            throw Faults.outage(e);
        }
        return result;
    }

    /** Gives the connection back before the wait for the disk, so that others can commit into the same checkpoint. */
    private <T> T commit(Work<T> work) {
        try (Connection connection = connection()) {
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (Throwable t) {
                rollback(connection, t);
                throw t;
            }
        } catch (SQLException e) {
            throw fault(e);
        }
    }

    /** Ends with a rollback, so that nothing stays where the database does not itself refuse to write. */
    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = connection()) {
            try {
                connection.setReadOnly(true);
                T result = work.run(connection);
                connection.rollback();
                return result;
            } catch (Throwable t) {
                rollback(connection, t);
                throw t;
            }
        } catch (SQLException e) {
            throw fault(e);
        }
    }

    private DatabaseException fault(SQLException e) {
        if (Faults.isOutage(e)) {
            engine.met(e);
        }
        return Faults.of(e);
    }

    private Connection connection() {
        try {
            engine.ready();
            return hub.getConnection();
        } catch (SQLException e) {
            throw Faults.outage(e);
        }
    }

    @Override
    public DataSource reader(Zone zone) {
        return readers.get(zone);
    }

    @Override
    public void migrate(String module, ClassLoader loader) {
        try {
            migrations.run(module, loader);
        } catch (SQLException e) {
            throw Faults.of(e);
        }
    }

    /** Connections of the hub's role that wait for no pool and no barrier. */
    Connection direct() throws SQLException {
        engine.ready();
        return engine.hub().getConnection();
    }

    @Override
    public void close() {
        readers.values().forEach(HikariDataSource::close);
        hub.close();
        engine.close();
    }

    private static void rollback(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static HikariDataSource pool(String name, DataSource source, int idle, int size, boolean reader) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(idle);
        config.setIdleTimeout(IDLE_MILLIS);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(reader);
        config.setReadOnly(reader);
        config.setExceptionOverride(new Evict());
        return new HikariDataSource(config);
    }

    /** A connection that met an outage is not used again, whatever the database calls it. */
    private static final class Evict implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return Faults.isOutage(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
