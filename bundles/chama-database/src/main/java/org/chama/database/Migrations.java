package org.chama.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.chama.api.database.Database;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.logging.LogFactory;

/** Brings the tables of a module up to date with its scripts; one at a time, over all nodes. */
final class Migrations {

    /**
     * PostgreSQL's advisory lock that nodes take turns with: Flyway's own gives up after fifty seconds. Any number, as long as it
     * stays the same.
     */
    private static final long TURN = 0x6368616d61L;

    /** H2's file has one process. */
    private static final Object H2_TURN = new Object();

    private final Engine engine;

    Migrations(Engine engine) {
        this.engine = engine;
    }

    void run(String module, ClassLoader loader) throws SQLException {
        if (engine.kind() == Database.Kind.POSTGRESQL) {
            try (Connection connection = engine.hub().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(" + TURN + ")");
                migrate(module, loader);
            }
        } else {
            long opening = engine.ready();
            synchronized (H2_TURN) {
                migrate(module, loader);
            }
            engine.harden(opening);
        }
    }

    private void migrate(String module, ClassLoader loader) throws SQLException {
        Scripts scripts =
                new Scripts(loader, "db/" + module, engine.kind().name().toLowerCase(Locale.ROOT));
        try {
            Flyway flyway = Flyway.configure(Flyway.class.getClassLoader())
                    .dataSource(engine.hub())
                    .locations(new Location[0])
                    .resourceProvider(scripts)
                    .javaMigrationClassProvider(List::of)
                    .defaultSchema("chama")
                    .schemas("chama")
                    .createSchemas(false)
                    .table("flyway_" + module.replace('-', '_'))
                    .placeholderReplacement(false)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .cleanDisabled(true)
                    .load();
            LogFactory.setLogCreator(QuietLog::new);
            flyway.migrate();
        } catch (FlywayException e) {
            throw failure(module, e);
        }
    }

    private static SQLException failure(String module, FlywayException e) {
        String message = "the tables of " + module + " could not be brought up to date: " + e.getMessage();
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return new SQLException(message, sql.getSQLState(), sql.getErrorCode(), sql);
            }
        }
        return new SQLException(message, e);
    }
}
