package org.chama.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;

/** The two databases tests run on, each opened once for all of them. */
enum Base {
    H2 {
        @Override
        Settings settings() throws IOException {
            Path target = Files.createDirectories(Path.of("target"));
            return Settings.h2(Files.createTempDirectory(target, "h2"));
        }
    },
    POSTGRESQL {
        @Override
        Settings settings() throws IOException {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            admin = server.getPostgresDatabase();
            try (InputStream script = NodeDatabase.class.getResourceAsStream("/db/postgresql-roles.sql");
                    Connection connection = admin.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return Settings.of(server.getJdbcUrl("chama", "postgres"), Path.of("unused"));
        }
    };

    private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

    /** Of the server's administrator; PostgreSQL only. */
    protected DataSource admin;

    private NodeDatabase database;
    private Settings settings;

    abstract Settings settings() throws IOException;

    synchronized Database database() {
        if (database == null) {
            try {
                settings = settings();
                database = new NodeDatabase(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return database;
    }

    /** A database of its own on H2, another node's connections to the same one on PostgreSQL. */
    NodeDatabase open(Path folder) {
        database();
        return new NodeDatabase(this == H2 ? Settings.h2(folder) : settings);
    }

    DatasetStore store() {
        return store(new FakeCrypto());
    }

    DatasetStore store(Crypto crypto) {
        return new DatasetStore(database(), crypto);
    }

    /** Of a dataset no other test has. */
    static int number() {
        return NUMBERS.getAndIncrement();
    }
}
