package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.database.DatabaseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2DatabaseTest extends DatabasePromises {

    @TempDir
    Path data;

    @Override
    Settings settings() {
        return Settings.h2(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/x/y;WRITE_DELAY=500",
                "jdbc:h2:file:/x/y;write_delay=500",
                "jdbc:h2:file:/x/y;CACHE_SIZE=1; FILE_LOCK=NO",
                "jdbc:h2:file:/x/y;LOCK_MODE=0",
                "jdbc:h2:file:/x/y;INIT=SET WRITE_DELAY 500",
                "jdbc:h2:mem:x",
                "jdbc:h2:file:mem:x",
                "jdbc:h2:file:memFS:x",
                "jdbc:h2:file:nioMemFS:x",
                "jdbc:h2:file:split:memFS:x",
                "jdbc:h2:tcp://localhost/x",
                "jdbc:h2:/x/y"
            })
    void refusesAnUrlThatWeakensDurability(String url) {
        assertThatThrownBy(() -> new NodeDatabase(Settings.of(url, data)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("database-h2-url");
    }

    @Test
    void takesACacheOfTheOperatorsChoice() {
        assertThat(H2.url("jdbc:h2:file:/x/y;CACHE_SIZE=5"))
                .startsWith("jdbc:h2:file:async:/x/y;CACHE_SIZE=5;LOCK_TIMEOUT=")
                .contains(";WRITE_DELAY=0;");
    }

    @Test
    void writesThroughAtCommit() {
        assertThat(ask("select setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'"))
                .isEqualTo("0");
    }

    @Test
    void keepsPasswordsAndDataFromOthersOnTheMachine() throws IOException {
        try (Stream<Path> secrets = Files.list(data.resolve("secrets"))) {
            List<Path> files = secrets.toList();
            assertThat(files).hasSize(3);
            for (Path file : files) {
                assertThat(mode(file)).isEqualTo("rw-------");
                assertThat(Files.readString(file).strip()).hasSize(32);
            }
        }
        assertThat(mode(data.resolve("secrets"))).isEqualTo("rwx------");
        assertThat(mode(data.resolve("database"))).isEqualTo("rwx------");
    }

    @Test
    void refusesAPasswordFileOthersCanRead() throws IOException {
        database.close();
        Path secret = data.resolve("secrets/database-chama_open_reader");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        open();
    }

    @Test
    void letsNobodyInWithoutThePassword() throws IOException {
        Path copy = data.resolve("secrets/database-chama");
        String right = Files.readString(copy);
        database.close();
        Files.writeString(copy, "guessed\n");
        assertKind(DatabaseException.Cause.FAULT, () -> new NodeDatabase(settings()));
        Files.writeString(copy, right);
        open();
    }

    @Test
    void outlivesAnInterruptedThread() throws Exception {
        Thread writer = new Thread(() -> {
            Thread.currentThread().interrupt();
            assertThatCode(() -> database.write(c -> update(c, "insert into chama.sample(word) values ('a')")))
                    .satisfiesAnyOf(
                            t -> assertThat(t).isNull(), t -> assertThat(t).isInstanceOf(DatabaseException.class));
        });
        writer.start();
        writer.join();
        database.write(c -> {
            Thread.currentThread().interrupt();
            return update(c, "insert into chama.sample(word) values ('b')");
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ask("select count(*) from chama.sample where word = 'b'")).isEqualTo("1");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
