package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;

/**
 * The layouts of the share zone's tables. Who asks for one to write or read by it keeps it from changing until the transaction ends.
 * On PostgreSQL the table's own lock sees to that. H2 replaces a table when its columns change, so nobody may even look for it
 * then; it has one process, where a lock of ours does for readers and a row for writers. Thread-safe.
 */
final class Layouts {

    static final int LOCK_SECONDS = 5;

    private static final String QUERY = "select version, revision, forms from chama.dataset_layout where number = ";

    /** By dataset number; of H2 only. */
    private static final Map<Integer, ReadWriteLock> READERS = new ConcurrentHashMap<>();

    private final Database database;
    private final boolean postgres;

    Layouts(Database database) {
        this.database = database;
        this.postgres = database.kind() == Database.Kind.POSTGRESQL;
    }

    /** As it is at the moment. */
    static Layout read(Connection connection, int number) throws SQLException {
        return layout(connection, QUERY + number);
    }

    Layout forWriting(Connection connection, int number) throws SQLException {
        if (postgres) {
            return locked(connection, number, "row exclusive", QUERY);
        }
        turn(connection, number);
        return read(connection, number);
    }

    /** Waits for the row of a table of H2; there is none before the table is made. */
    private static void turn(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select number from chama.dataset_turn where number = " + number + " for update")) {
            row.next();
        }
    }

    /** With any role that reads the share zone; on H2 within {@link #reading}. */
    Layout forReading(Connection connection, int number) throws SQLException {
        String query = "select version, revision, forms from share.layout where number = ";
        return postgres ? locked(connection, number, "access share", query) : layout(connection, query + number);
    }

    /** Both in one exchange with the server. */
    private static Layout locked(Connection connection, int number, String mode, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "lock table share.d" + number + " in " + mode + " mode; " + query + number)) {
            statement.execute();
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                return layout(row);
            }
        }
    }

    private static Layout layout(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return layout(row);
        }
    }

    private static Layout layout(ResultSet row) throws SQLException {
        return row.next() ? Layout.parse(row.getInt(1), row.getInt(2), row.getString(3)) : Layout.NONE;
    }

    /** Waits for everyone who reads or writes by the former layout, and keeps others out until the transaction ends. */
    void change(Connection connection, int number) throws SQLException {
        if (postgres) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = '" + LOCK_SECONDS + "s'");
                statement.execute("lock table share.d" + number + " in access exclusive mode");
            }
        }
    }

    void write(Connection connection, int number, Layout layout) throws SQLException {
        String set = "update chama.dataset_layout set version = ?, revision = ?, forms = ? where number = ?";
        if (write(connection, set, number, layout) == 0) {
            write(
                    connection,
                    "insert into chama.dataset_layout (version, revision, forms, number) values (?, ?, ?, ?)",
                    number,
                    layout);
            if (!postgres) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("insert into chama.dataset_turn (number) values (" + number + ")");
                }
            }
        }
    }

    private static int write(Connection connection, String sql, int number, Layout layout) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, layout.version());
            statement.setInt(2, layout.revision());
            statement.setString(3, layout.text());
            statement.setInt(4, number);
            return statement.executeUpdate();
        }
    }

    /** Reads with {@link #forReading}. */
    <T> T reading(int number, Work<T> work) throws SQLException {
        return postgres ? work.run() : within(lock(number).readLock(), work);
    }

    /** Work whose transactions change a layout, or a table to go with it; on H2 every change of a table is a transaction. */
    <T> T changing(int number, Work<T> work) throws SQLException {
        return postgres
                ? work.run()
                : within(
                        lock(number).writeLock(),
                        () -> database.write(guard -> {
                            turn(guard, number);
                            return work.run();
                        }));
    }

    private static ReadWriteLock lock(int number) {
        return READERS.computeIfAbsent(number, n -> new ReentrantReadWriteLock());
    }

    private static <T> T within(Lock lock, Work<T> work) throws SQLException {
        try {
            if (!lock.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    private static DatabaseException busy() {
        return new DatabaseException(
                DatabaseException.Cause.CONFLICT, new SQLException("the table is being read or changed", "HYT00"));
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }
}
