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
        engine = settings.postgresql() ? new Postgres(settings) : new H2(settings, this::letGo);
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
        long opening = ready();
        T result = run(opening, work, Connection::commit);
        try {
            engine.harden(opening);
        } catch (SQLException e) {
            throw Faults.outage(e);
        }
        return result;
    }

    @Override
    public <T> T read(Work<T> work) {
        return run(
                ready(),
                connection -> {
                    connection.setReadOnly(true);
                    return work.run(connection);
                },
                engine::endRead);
    }

    /** Gives the connection back before the wait for the disk, so that others can commit into the same checkpoint. */
    private <T> T run(long opening, Work<T> work, End end) {
        try (Connection connection = connection(opening)) {
            try {
                T result = work.run(connection);
                end.of(connection);
                return result;
            } catch (Throwable t) {
                rollback(connection, t);
                throw t;
            }
        } catch (SQLException e) {
            met(opening, e);
            throw Faults.of(e);
        }
    }

    /** How a transaction ends when its work has gone well. */
    @FunctionalInterface
    private interface End {
        void of(Connection connection) throws SQLException;
    }

    /** Which opening of the database this is; an outage while there is none. */
    long ready() {
        try {
            return engine.ready();
        } catch (SQLException e) {
            throw Faults.outage(e);
        }
    }

    /** Is told of what a statement met in an opening of the database. */
    void met(long opening, SQLException e) {
        if (Faults.isOutage(e)) {
            engine.met(opening, e);
        }
    }

    private Connection connection(long opening) {
        try {
            return hub.getConnection();
        } catch (SQLException e) {
            engine.met(opening, e);
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

    /** Connections of the hub's role that wait for no pool and no barrier; whoever uses one asks {@link #ready()} first. */
    Connection direct() throws SQLException {
        return engine.hub().getConnection();
    }

    /** No connection made until now is used again. */
    private void letGo() {
        hub.getHikariPoolMXBean().softEvictConnections();
        readers.values().forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections());
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
