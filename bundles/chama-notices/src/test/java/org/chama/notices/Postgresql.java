package org.chama.notices;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;

/** A real server with Chama's roles, for one test class. */
final class Postgresql implements AutoCloseable {

    private final EmbeddedPostgres server;

    Postgresql() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        try (InputStream script = NodeDatabase.class.getResourceAsStream("/db/postgresql-roles.sql")) {
            admin(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    void admin(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Settings settings() {
        return Settings.of(server.getJdbcUrl("chama", "postgres"), Path.of("unused"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
