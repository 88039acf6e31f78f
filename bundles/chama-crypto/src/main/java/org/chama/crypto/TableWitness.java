package org.chama.crypto;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.database.Database;

/** In the database. Nodes take turns by the row of the right store's id. */
final class TableWitness implements Witness {

    private static final String ID = "select id from chama.key_store";

    private final Database database;

    TableWitness(Database database) {
        this.database = database;
        database.migrate("crypto", TableWitness.class.getClassLoader());
    }

    @Override
    public Optional<String> store() {
        return database.read(connection -> store(connection, ID));
    }

    @Override
    public void admit(Ring ring, OwnerFile file) {
        database.write(connection -> {
            Optional<String> known = store(connection, ID + " for update");
            if (known.isEmpty()) {
                name(connection, ring);
            } else if (!known.equals(ring.id())) {
                throw Witness.other(file, known.get());
            }
            Map<String, Integer> seen = versions(connection, ring);
            seen.forEach((alias, version) -> {
                if (ring.newest(alias).map(KeyEntry::version).orElse(0) < version) {
                    throw Witness.older(file, ring.id().orElseThrow(), alias, version);
                }
            });
            remember(connection, ring, seen);
            return null;
        });
    }

    @Override
    public void follow(Ring ring) {
        database.write(connection -> {
            store(connection, ID + " for update");
            name(connection, ring);
            remember(connection, ring, Map.of());
            return null;
        });
    }

    @Override
    public int highest(String alias) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select max(version) from chama.key_version where alias = ?")) {
                query.setString(1, alias);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    private static Optional<String> store(Connection connection, String sql) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(sql)) {
            row.next();
            return Optional.of(row.getString(1)).filter(id -> !id.isEmpty());
        }
    }

    private static void name(Connection connection, Ring ring) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update chama.key_store set id = ?")) {
            update.setString(1, ring.id().orElseThrow());
            update.executeUpdate();
        }
    }

    private static Map<String, Integer> versions(Connection connection, Ring ring) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select alias, version from chama.key_version where store = ?")) {
            query.setString(1, ring.id().orElseThrow());
            Map<String, Integer> versions = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    versions.put(rows.getString(1), rows.getInt(2));
                }
            }
            return versions;
        }
    }

    private static void remember(Connection connection, Ring ring, Map<String, Integer> seen) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                        "update chama.key_version set version = ? where store = ? and alias = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "insert into chama.key_version (version, store, alias) values (?, ?, ?)")) {
            for (Map.Entry<String, List<KeyEntry>> key : ring.keys().entrySet()) {
                int version = ring.newest(key.getKey()).orElseThrow().version();
                int before = seen.getOrDefault(key.getKey(), 0);
                if (version > before) {
                    PreparedStatement change = before == 0 ? insert : update;
                    change.setInt(1, version);
                    change.setString(2, ring.id().orElseThrow());
                    change.setString(3, key.getKey());
                    change.executeUpdate();
                }
            }
        }
    }
}
