package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.chama.api.database.DatabaseException;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commit barrier on H2, seen from the disk. */
@Timeout(120)
class H2BarrierTest {

    @TempDir
    Path data;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private NodeDatabase database;

    @BeforeEach
    void open() {
        CountingFiles.begin();
        database = new NodeDatabase(settings());
        database.write(c -> DatabasePromises.update(c, "create table chama.t (id bigint)"));
    }

    @AfterEach
    void close() {
        CountingFiles.forceFails = false;
        CountingFiles.writeFails = false;
        threads.shutdownNow();
        database.close();
    }

    @Test
    void forcesTheFileAfterTheCommitAndBeforeTheReturn() throws Exception {
        try (Connection other = database.direct()) {
            int before = CountingFiles.FORCES.get();
            CountingFiles.DISK.acquire();
            Future<Integer> writer;
            try {
                writer = threads.submit(() -> database.write(c -> insert(c, 1)));
                await().until(() -> rows(other).equals("1"));
                assertThat(writer).isNotDone();
                assertThat(CountingFiles.FORCES).hasValue(before);
            } finally {
                CountingFiles.DISK.release();
            }
            writer.get();
            assertThat(CountingFiles.FORCES).hasValue(before + 1);
        }
    }

    @Test
    void needsTheBarrierBecauseACommitOfH2AloneForcesNothing() throws Exception {
        try (Connection other = database.direct()) {
            int before = CountingFiles.FORCES.get();
            insert(other, 1);
            assertThat(CountingFiles.FORCES).hasValue(before);
        }
    }

    @Test
    void readsWithoutForcing() {
        int before = CountingFiles.FORCES.get();
        assertThat(database.<String>read(H2BarrierTest::rows)).isEqualTo("0");
        assertThat(CountingFiles.FORCES).hasValue(before);
    }

    @Test
    void letsCommittersWhoComeTogetherShareTheirForces() throws Exception {
        try (Connection other = database.direct()) {
            int before = CountingFiles.FORCES.get();
            List<Future<Integer>> writers = new ArrayList<>();
            CountingFiles.DISK.acquire();
            try {
                for (int i = 0; i < 40; i++) {
                    int id = i;
                    writers.add(threads.submit(() -> database.write(c -> insert(c, id))));
                }
                await().until(() -> rows(other).equals("40"));
                assertThat(writers).noneMatch(Future::isDone);
            } finally {
                CountingFiles.DISK.release();
            }
            for (Future<Integer> writer : writers) {
                writer.get();
            }
            assertThat(CountingFiles.FORCES.get() - before).isBetween(1, 10);
        }
    }

    @Test
    void neverConfirmsAnythingAgainAfterTheDiskRefusedToTakeACommit() {
        CountingFiles.forceFails = true;
        assertOutage(() -> database.write(c -> insert(c, 1)));
        CountingFiles.forceFails = false;
        assertOutage(() -> database.write(c -> insert(c, 2)));
        assertOutage(() -> database.read(H2BarrierTest::rows));
    }

    @Test
    void readsWithoutWritingWhatOthersHaveNotCommitted() throws Exception {
        try (Connection other = database.direct()) {
            other.setAutoCommit(false);
            insert(other, 1);
            int before = CountingFiles.WRITES.get();
            for (int i = 0; i < 20; i++) {
                assertThat(database.<String>read(H2BarrierTest::rows)).isEqualTo("0");
            }
            assertThat(CountingFiles.WRITES).hasValue(before);
            other.commit();
            assertThat(CountingFiles.WRITES.get()).isGreaterThan(before);
        }
    }

    @Test
    void goesOnByItselfWhenAFullDiskTakesDataAgainAndHasEverythingItConfirmed() throws Exception {
        DataSource reader = database.reader(Zone.SHARE);
        database.write(c -> DatabasePromises.update(c, "create table share.d1 (id bigint)"));
        try (NodeLeases leases = new NodeLeases(database, 10);
                Connection old = reader.getConnection()) {
            for (int round = 1; round <= 2; round++) {
                int id = 10 * round;
                database.write(c -> insert(c, id));
                CountingFiles.writeFails = true;
                assertOutage(() -> database.write(c -> insert(c, id + 1)));
                assertOutage(() -> database.write(c -> insert(c, id + 1)));
                assertOutage(() -> database.read(H2BarrierTest::rows));
                if (round == 1) {
                    // through tries to open it that fail
                    await().during(Duration.ofSeconds(3))
                            .atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertOutage(() -> database.read(H2BarrierTest::rows)));
                }
                CountingFiles.writeFails = false;
                await().until(() -> writes(id + 2));
                String confirmed = "select count(*) from chama.t where id in (" + id + ", " + (id + 2) + ")";
                assertThat(database.<String>read(c -> DatabasePromises.one(c, confirmed)))
                        .isEqualTo("2");
            }
            await().until(() -> leases.alive(leases.node()));
            assertThatThrownBy(() -> DatabasePromises.one(old, "select 1")).isInstanceOf(SQLException.class);
            try (Connection fresh = reader.getConnection()) {
                assertThat(DatabasePromises.one(fresh, "select count(*) from share.d1"))
                        .isEqualTo("0");
            }
        }
        assertThat(database.<String>read(c -> DatabasePromises.one(
                        c, "select setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'")))
                .isEqualTo("0");
    }

    @Test
    void takesUpItsDutiesAfterAFullDiskThatOnlyTheSignOfLifeMet() {
        try (NodeLeases leases = new NodeLeases(database, 10)) {
            CountingFiles.writeFails = true;
            await().untilAsserted(() -> assertOutage(() -> database.ready()));
            CountingFiles.writeFails = false;
            await().ignoreExceptionsInstanceOf(DatabaseException.class).until(() -> leases.alive(leases.node()));
        }
    }

    @Test
    void confirmsNothingThatWasCommittedBeforeTheDatabaseWasOpenedAnew() throws SQLException {
        H2 h2 = new H2(Settings.of("jdbc:h2:file:counting:" + data.resolve("other"), data), () -> {});
        h2.prepare();
        long first = h2.ready();
        Connection old = h2.hub().getConnection();
        DatabasePromises.update(old, "create table chama.t (id bigint)");
        insert(old, 1);
        CountingFiles.writeFails = true;
        assertThatThrownBy(() -> insert(old, 2)).isInstanceOfSatisfying(SQLException.class, e -> h2.met(first, e));
        CountingFiles.writeFails = false;
        long second = h2.ready();

        assertThat(second).isGreaterThan(first);
        assertThatThrownBy(() -> h2.harden(first)).isInstanceOf(SQLException.class);
        h2.harden(second);
        h2.met(first, new SQLException("of an old connection", "90098"));
        assertThat(h2.ready()).isEqualTo(second);
        assertThatThrownBy(() -> rows(old)).isInstanceOf(SQLException.class);
        assertThatCode(old::close)
                .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(SQLException.class));
        try (Connection next = h2.hub().getConnection()) {
            assertThat(rows(next)).isEqualTo("1");
        }
        h2.close();
    }

    private boolean writes(int id) {
        try {
            return database.write(c -> insert(c, id)) == 1;
        } catch (DatabaseException e) {
            assertThat(e.kind()).isEqualTo(DatabaseException.Cause.OUTAGE);
            return false;
        }
    }

    private Settings settings() {
        return Settings.of("jdbc:h2:file:counting:" + data.resolve("chama"), data);
    }

    private static void assertOutage(Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.kind())
                .isEqualTo(DatabaseException.Cause.OUTAGE));
    }

    private static int insert(Connection connection, int id) throws SQLException {
        return DatabasePromises.update(connection, "insert into chama.t values (" + id + ")");
    }

    private static String rows(Connection connection) throws SQLException {
        return DatabasePromises.one(connection, "select count(*) from chama.t");
    }
}
