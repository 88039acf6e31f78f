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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void refusesAReaderThatCannotLogIn() throws SQLException {
        server.admin("alter role chama_open_reader nologin");
        try {
            refusedReader("database-reader-login", "chama_open_reader", "cannot log in");
        } finally {
            server.admin("alter role chama_open_reader login");
        }
        server.admin("alter role chama_share_reader rename to gone");
        try {
            refusedReader("database-reader-login", "chama_share_reader", "cannot log in");
        } finally {
            server.admin("alter role gone rename to chama_share_reader");
        }
    }

    @Test
    void refusesAReaderThatCannotReadItsZone() throws SQLException {
        server.admin("revoke usage on schema open from chama_open_reader");
        try {
            refusedReader("database-reader-weak", "chama_open_reader", "may not use the schema open");
        } finally {
            server.admin("grant usage on schema open to chama_open_reader");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter role chama_open_reader superuser|alter role chama_open_reader nosuperuser|is a superuser",
                "alter role chama_open_reader bypassrls|alter role chama_open_reader nobypassrls|bypass row security",
                "grant chama to chama_open_reader|revoke chama from chama_open_reader|member of the hub's role",
                "grant usage on schema share to chama_open_reader|revoke usage on schema share from chama_open_reader|the schema share",
                "grant chama_share_reader to chama_open_reader|revoke chama_share_reader from chama_open_reader|the schema share",
                "grant usage on schema chama to chama_share_reader|revoke usage on schema chama from chama_share_reader|the schema chama",
                "grant create on schema open to chama_open_reader|revoke create on schema open from chama_open_reader|may create tables in the schema open",
                "grant create on database postgres to chama_open_reader|revoke create on database postgres from chama_open_reader|may create schemas",
                "grant insert on chama.sample to chama_share_reader|revoke insert on chama.sample from chama_share_reader|may write the table chama.sample"
            })
    void refusesAReaderThatMayDoMoreThanReadItsZone(String grant, String revoke, String right) throws SQLException {
        server.admin(grant);
        try {
            refusedReader("database-reader-strong", "_reader", right);
        } finally {
            server.admin(revoke);
        }
        new NodeDatabase(settings()).close();
    }

    private void refusedReader(String code, String role, String reason) {
        assertThatThrownBy(() -> new NodeDatabase(settings())).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().code()).isEqualTo(code);
            assertThat(e.refusal().text().zh()).contains(role, "postgresql-roles.sql");
            assertThat(e.refusal().text().en()).contains(role, reason, "postgresql-roles.sql");
        });
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
