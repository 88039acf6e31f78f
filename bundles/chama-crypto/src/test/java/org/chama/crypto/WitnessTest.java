package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database knows the right store, and no wrong one is ever used or made. */
class WitnessTest {

    enum Base {
        H2,
        POSTGRESQL
    }

    private static EmbeddedPostgres server;

    @TempDir
    Path data;

    private NodeDatabase database;

    private void on(Base base) throws Exception {
        database = new NodeDatabase(base == Base.H2 ? Settings.h2(data.resolve("h2")) : postgresql());
        new TableWitness(database);
        write("update chama.key_store set id = ''");
        write("delete from chama.key_version");
    }

    private static synchronized Settings postgresql() throws Exception {
        if (server == null) {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            try (InputStream script = NodeDatabase.class.getResourceAsStream("/db/postgresql-roles.sql");
                    Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return Settings.of(server.getJdbcUrl("chama", "postgres"), Path.of("unused"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesNoStoreWhereTheDatabaseKnowsOne(Base base) throws Exception {
        on(base);
        open("a", "").encrypt("items", text("x"), text("p"));
        assertThat(refused("late-mount", "")).isEqualTo("key-store-missing");
        assertThat(data.resolve("late-mount")).doesNotExist();
        Files.delete(store("a"));
        assertThat(refused("a", "")).isEqualTo("key-store-missing");
        assertThat(refused("a", "0".repeat(32))).isEqualTo("key-store-missing");
        assertThat(store("a")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void refusesAStoreOfAnotherNode(Base base) throws Exception {
        on(base);
        open("a", "").hmacSm3("blind/1/1", text("x"));
        new NodeCrypto(store("b"), password("b")).hmacSm3("blind/1/1", text("x"));
        byte[] theirs = Files.readAllBytes(store("b"));
        assertThat(refused("b", "")).isEqualTo("key-store-other");
        assertThat(Files.readAllBytes(store("b"))).isEqualTo(theirs);
        first("c");
        assertThat(refused("c", "")).isEqualTo("key-store-other");
    }

    @ParameterizedTest
    @EnumSource
    void refusesABackupThatLacksAVersion(Base base) throws Exception {
        on(base);
        Crypto crypto = open("a", "");
        crypto.encrypt("items", text("x"), text("p"));
        byte[] backup = Files.readAllBytes(store("a"));
        crypto.rotate("items");
        byte[] whole = Files.readAllBytes(store("a"));
        new OwnerFile(store("a")).replace(backup);
        RefusedException e = catchThrowableOfType(RefusedException.class, () -> open("a", ""));
        assertThat(e.refusal().code()).isEqualTo("key-store-older");
        assertThat(e).hasMessageContaining("version 2 of the key items").hasMessageContaining(id());
        new OwnerFile(store("a")).replace(whole);
        assertThat(open("a", "").encryptsWith("items")).isEqualTo("items/2");
    }

    @ParameterizedTest
    @EnumSource
    void aRunningNodeKeepsItsKeysWhenTheFileIsExchanged(Base base) throws Exception {
        on(base);
        Crypto crypto = open("a", "");
        byte[] sealed = crypto.encrypt("items", text("x"), text("p"));
        byte[] backup = Files.readAllBytes(store("a"));
        crypto.rotate("items");
        new OwnerFile(store("a")).replace(backup);
        assertThat(crypto.keys()).hasSize(2);
        assertThat(catchThrowableOfType(RefusedException.class, () -> crypto.rotate("items"))
                        .refusal()
                        .code())
                .isEqualTo("key-store-older");
        // another store that opens with the same password
        Files.createDirectories(password("b").getParent());
        Files.copy(password("a"), password("b"));
        new NodeCrypto(store("b"), password("b")).encrypt("items", text("x"), text("p"));
        new OwnerFile(store("a")).replace(Files.readAllBytes(store("b")));
        assertThat(crypto.decrypt(sealed, text("p"))).isEqualTo(text("x"));
        assertThat(crypto.encryptsWith("items")).isEqualTo("items/2");
        assertThat(catchThrowableOfType(RefusedException.class, () -> crypto.rotate("items"))
                        .refusal()
                        .code())
                .isEqualTo("key-store-other");
    }

    @ParameterizedTest
    @EnumSource
    void nodesThatShareAStoreMakeKeysAndRotate(Base base) throws Exception {
        on(base);
        Crypto one = open("a", "");
        Crypto two = open("a", "");
        one.encrypt("items", text("x"), text("p"));
        assertThat(two.rotate("items").version()).isEqualTo(2);
        assertThat(one.rotate("items").version()).isEqualTo(3);
        two.sign("ledger", text("x"));
        assertThat(open("a", "").keys()).hasSize(4);
        assertThat(one.encryptsWith("items")).isEqualTo("items/3");
    }

    @ParameterizedTest
    @EnumSource
    void nodesThatStartTogetherMakeOneStoreAndOneKey(Base base) throws Exception {
        on(base);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<String>> macs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                macs.add(threads.submit(() -> {
                    together.await();
                    Crypto crypto = open("a", "");
                    crypto.rotate(crypto.sign("ledger", text("x")).alias());
                    return HexFormat.of().formatHex(crypto.hmacSm3("blind/1/1", text("x")));
                }));
            }
            Set<String> all = new HashSet<>();
            for (Future<String> mac : macs) {
                all.add(mac.get());
            }
            assertThat(all).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(open("a", "").keys()).extracting(Crypto.Key::version).containsExactly(1, 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @EnumSource
    void afterALossThatTheOperatorAcceptsNoVersionIsGivenTwice(Base base) throws Exception {
        on(base);
        Crypto lost = open("a", "");
        byte[] sealed = lost.encrypt("items", text("x"), text("p"));
        lost.rotate("items");
        byte[] blind = lost.hmacSm3("blind/1/1", text("x"));
        String former = id();
        Files.delete(store("a"));

        Crypto fresh = open("a", former);
        assertThat(id()).isNotEqualTo(former);
        assertThat(fresh.encryptsWith("items")).isEqualTo("items/3");
        assertThat(catchThrowableOfType(RefusedException.class, () -> fresh.decrypt(sealed, text("p")))
                        .refusal()
                        .code())
                .isEqualTo("cannot-decrypt");
        assertThat(fresh.hmacSm3("blind/1/1", text("x"))).isNotEqualTo(blind);
        assertThat(fresh.keys()).extracting(Crypto.Key::version).containsExactly(2, 3);
        // the setting has had its effect
        assertThat(open("a", former).keys()).hasSize(2);
        assertThat(refused("b", former)).isEqualTo("key-store-missing");
    }

    @ParameterizedTest
    @EnumSource
    void afterALossAnOlderBackupIsTakenUnderANewId(Base base) throws Exception {
        on(base);
        Crypto lost = open("a", "");
        byte[] sealed = lost.encrypt("items", text("x"), text("p"));
        byte[] backup = Files.readAllBytes(store("a"));
        lost.rotate("items");
        byte[] whole = Files.readAllBytes(store("a"));
        String former = id();
        new OwnerFile(store("a")).replace(backup);

        Crypto fresh = open("a", former);
        assertThat(fresh.decrypt(sealed, text("p"))).isEqualTo(text("x"));
        assertThat(fresh.rotate("items").version()).isEqualTo(3);
        assertThat(open("a", "").keys()).extracting(Crypto.Key::version).containsExactly(1, 3);
        new OwnerFile(store("a")).replace(whole);
        assertThat(refused("a", "")).isEqualTo("key-store-other");
    }

    @ParameterizedTest
    @EnumSource
    void aStoreOfTheFirstFormIsGivenAnId(Base base) throws Exception {
        on(base);
        first("a");
        byte[] mac = open("a", "").hmacSm3("pseudonym/person", text("530000"));
        assertThat(id()).hasSize(32);
        assertThat(open("a", "").hmacSm3("pseudonym/person", text("530000"))).isEqualTo(mac);
        first("a");
        assertThat(refused("a", "")).isEqualTo("key-store-other");
    }

    /** A store as it was before it had an id. */
    private void first(String node) throws IOException {
        try (InputStream first = Objects.requireNonNull(getClass().getResourceAsStream("first-form.p12"))) {
            new OwnerFile(store(node)).replace(first.readAllBytes());
        }
        new OwnerFile(password(node)).replace(text("cH1wVkDGLG2Y4fpjh-1bYi_PY03GOrSv7fbC5FXSiKk\n"));
    }

    private String refused(String node, String lost) {
        return catchThrowableOfType(RefusedException.class, () -> open(node, lost))
                .refusal()
                .code();
    }

    private Crypto open(String node, String lost) {
        return new NodeCrypto(
                store(node),
                NodeCrypto.inFile(password(node)),
                Suite.SM,
                Clock.systemUTC(),
                new TableWitness(database),
                lost);
    }

    private String id() {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select id from chama.key_store")) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private void write(String sql) {
        database.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private Path store(String node) {
        return data.resolve(node + "/keys/chama.p12");
    }

    private Path password(String node) {
        return data.resolve(node + "/secrets/keystore");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
