package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;

/** The numbers and versions of datasets in the database; nodes take turns. Thread-safe. */
final class Versions {

    /** Any number that stays the same: the advisory lock nodes take turns with. */
    private static final long TURN = 0x6368616d6176L;

    /** H2 has one process: its threads take turns here. */
    private static final Object TURN_HERE = new Object();

    private record Latest(int version, String definition) {}

    private final Database database;

    Versions(Database database) {
        this.database = database;
    }

    /** Every version there is, in order. */
    List<Dataset> all() {
        return database.read(connection -> {
            List<Dataset> all = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "select number, version, definition from chama.dataset_version order by number, version");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(Declaration.stored(rows.getString(3)).dataset(rows.getInt(1), rows.getInt(2)));
                }
            }
            return all;
        });
    }

    int count() {
        return database.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement("select count(*) from chama.dataset_version");
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    /**
     * Gives a declaration its number and version: those it has when it is the latest already, otherwise new ones.
     *
     * @throws RefusedException when its id belongs to another department, or its table cannot take the change
     */
    Dataset register(Declaration declaration) {
        synchronized (TURN_HERE) {
            return registered(declaration);
        }
    }

    private Dataset registered(Declaration declaration) {
        return database.write(connection -> {
            if (database.kind() == Database.Kind.POSTGRESQL) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("select pg_advisory_xact_lock(" + TURN + ")");
                }
            }
            int number = number(connection, declaration);
            Latest latest = latest(connection, number);
            String definition = declaration.definition();
            if (latest.version > 0) {
                Declaration former = Declaration.stored(latest.definition);
                if (former.definition().equals(definition)) {
                    return declaration.dataset(number, latest.version);
                }
                Lift.check(former, declaration);
            }
            add(connection, number, latest.version + 1, definition);
            return declaration.dataset(number, latest.version + 1);
        });
    }

    private static int number(Connection connection, Declaration declaration) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select number, department from chama.dataset where id = ?")) {
            query.setString(1, declaration.id());
            try (ResultSet rows = query.executeQuery()) {
                if (rows.next()) {
                    if (!rows.getString(2).equals(declaration.department())) {
                        throw new RefusedException(
                                "dataset-department",
                                "数据集标识 " + declaration.id() + " 属于部门 " + rows.getString(2) + "，不得由其他部门使用。",
                                "The dataset id " + declaration.id() + " is that of the department " + rows.getString(2)
                                        + " and is never given to another.");
                    }
                    return rows.getInt(1);
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.dataset (id, department) values (?, ?)", new String[] {"number"})) {
            insert.setString(1, declaration.id());
            insert.setString(2, declaration.department());
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return key.getInt(1);
            }
        }
    }

    private static Latest latest(Connection connection, int number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select version, definition from chama.dataset_version where number = ? order by version desc limit 1")) {
            query.setInt(1, number);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? new Latest(rows.getInt(1), rows.getString(2)) : new Latest(0, "");
            }
        }
    }

    private static void add(Connection connection, int number, int version, String definition) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.dataset_version (number, version, definition) values (?, ?, ?)")) {
            insert.setInt(1, number);
            insert.setInt(2, version);
            insert.setString(3, definition);
            insert.executeUpdate();
        }
    }
}
