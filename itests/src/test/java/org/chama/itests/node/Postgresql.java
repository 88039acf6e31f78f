package org.chama.itests.node;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A real server, prepared by the script an administrator runs once. */
public final class Postgresql implements Base, AutoCloseable {

    private final EmbeddedPostgres server;
    private final String url;

    private Postgresql(EmbeddedPostgres server) {
        this.server = server;
        this.url = server.getJdbcUrl("chama", "postgres");
    }

    /** @param node brings the script */
    public static Postgresql start(NodeProcess node) throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        try (Connection administrator = server.getPostgresDatabase().getConnection();
                Statement statement = administrator.createStatement()) {
            statement.execute(node.resource("chama-database", "db/postgresql-roles.sql"));
        }
        return new Postgresql(server);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("url", url.replaceFirst("\\?.*", ""), "silence.seconds", "5");
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public int unconfirmed() {
        return 0;
    }

    @Override
    public <T> T read(Reading<T> reading) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return reading.from(connection);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
