package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.database.DatabaseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commit barrier on H2, seen from the disk. */
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
    void stopsAtAFullDiskAndHasEverythingConfirmedAfterTheNextStart() {
        database.write(c -> insert(c, 1));
        CountingFiles.writeFails = true;
        assertOutage(() -> database.write(c -> insert(c, 2)));
        CountingFiles.writeFails = false;
        assertOutage(() -> database.write(c -> insert(c, 3)));
        assertOutage(() -> database.read(H2BarrierTest::rows));

        database.close();
        database = new NodeDatabase(settings());
        assertThat(database.<String>read(c -> DatabasePromises.one(c, "select listagg(id) from chama.t where id <> 2")))
                .isEqualTo("1");
        database.write(c -> insert(c, 4));
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
