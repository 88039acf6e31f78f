package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import org.chama.api.RefusedException;
import org.chama.api.database.DatabaseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest extends DatabasePromises {

    private static Postgresql server;

    @BeforeAll
    static void start() throws Exception {
        server = new Postgresql();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    Settings settings() {
        return server.settings();
    }

    @Test
    void refusesARoleWhoseCommitsDoNotWaitForTheDisk() throws SQLException {
        server.admin("alter role chama set synchronous_commit = off");
        try {
            assertThatThrownBy(() -> new NodeDatabase(settings()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("synchronous_commit");
        } finally {
            server.admin("alter role chama reset synchronous_commit");
        }
    }

    @Test
    void refusesAServerThatDoesNotSync() throws Exception {
        try (EmbeddedPostgres unsafe = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("fsync", "off")
                .start()) {
            assertRefused(unsafe, "fsync");
        }
        try (EmbeddedPostgres unsafe = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("fsync", "on")
                .start()) {
            assertRefused(unsafe, "full_page_writes");
        }
    }

    @Test
    void refusesADatabaseThatIsNotUtf8() throws SQLException {
        server.admin("create database ascii encoding 'SQL_ASCII' template template0 locale 'C'");
        assertThatThrownBy(() -> new NodeDatabase(server.settings("ascii")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("server_encoding");
    }

    @Test
    void namesTheScriptWhenTheSchemasAreMissing() throws SQLException {
        server.admin("create database bare encoding 'UTF8' template template0");
        assertThatThrownBy(() -> new NodeDatabase(server.settings("bare")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("postgresql-roles.sql");
    }

    @Test
    void callsABrokenConnectionAnOutageAndGoesOnWithTheNext() {
        assertKind(
                DatabaseException.Cause.OUTAGE,
                () -> database.write(c -> {
                    String pid = one(c, "select pg_backend_pid()");
                    admin("select pg_terminate_backend(" + pid + ")");
                    return update(c, "insert into chama.sample(word) values ('a')");
                }));
        database.write(c -> update(c, "insert into chama.sample(word) values ('b')"));
        assertThat(ask("select word from chama.sample")).isEqualTo("b");
    }

    @Test
    void callsAServerThatIsAwayAnOutage() {
        assertKind(
                DatabaseException.Cause.OUTAGE,
                () -> new NodeDatabase(Settings.of("jdbc:postgresql://127.0.0.1:1/postgres", Path.of("unused"))));
    }

    private static void admin(String sql) {
        try {
            server.admin(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(EmbeddedPostgres unsafe, String setting) {
        Settings settings = Settings.of(unsafe.getJdbcUrl("postgres", "postgres"), Path.of("unused"));
        Settings asOwner = new Settings(
                settings.url(),
                new Login("postgres", settings.hub().password()),
                settings.share(),
                settings.open(),
                settings.connections(),
                settings.silenceSeconds());
        assertThatThrownBy(() -> new NodeDatabase(asOwner))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(setting);
    }
}
