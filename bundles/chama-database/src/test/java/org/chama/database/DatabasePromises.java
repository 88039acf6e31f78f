package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both databases promise. */
abstract class DatabasePromises {

    private static final Duration LONG = Duration.ofMinutes(5);

    final ExecutorService threads = Executors.newCachedThreadPool();
    NodeDatabase database;

    abstract Settings settings();

    @BeforeEach
    void open() {
        database = new NodeDatabase(settings());
        database.migrate("sample", getClass().getClassLoader());
        database.write(c -> update(c, "delete from chama.sample"));
        database.write(c -> update(c, "delete from chama.lease"));
        database.write(c -> update(c, "delete from chama.outbox"));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void keepsWhatWasWrittenAndMigratedOverARestart() {
        database.write(c -> update(c, "insert into chama.sample(word) values ('茶马')"));
        database.close();
        database = new NodeDatabase(settings());
        database.migrate("sample", getClass().getClassLoader());
        String kind = database.kind() == Database.Kind.H2 ? "h2" : "postgresql";
        assertThat(ask("select word || kind from chama.sample")).isEqualTo("茶马" + kind);
    }

    @Test
    void keepsTheHistoryOfEachModuleApart() {
        database.migrate("other-module", getClass().getClassLoader());
        assertThat(ask("select count(*) from chama.flyway_other_module where \"version\" = '1'"))
                .isEqualTo("1");
        assertThat(ask("select count(*) from chama.flyway_sample where \"version\" in ('1', '2')"))
                .isEqualTo("2");
    }

    @Test
    void refusesToMigrateAModuleWithoutScripts() {
        assertThatThrownBy(() -> database.migrate("nothing", getClass().getClassLoader()))
                .hasMessageContaining("db/nothing");
    }

    @Test
    void namesTheModuleAndTheScriptThatFailed() {
        assertThat(assertKind(
                        DatabaseException.Cause.FAULT,
                        () -> database.migrate("broken", getClass().getClassLoader())))
                .hasMessageContaining("tables of broken")
                .hasMessageContaining("V1__broken.sql");
    }

    @Test
    void letsNodesMigrateAtTheSameTime() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<Future<String>> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            nodes.add(threads.submit(() -> {
                together.await();
                try (NodeDatabase node = new NodeDatabase(settings())) {
                    node.migrate("race", getClass().getClassLoader());
                    return node.read(c -> one(c, "select count(*) from chama.race"));
                }
            }));
        }
        for (Future<String> node : nodes) {
            assertThat(node.get()).isEqualTo("1");
        }
    }

    @Test
    void rollsBackWhateverTheWorkThrows() {
        assertThatThrownBy(() -> database.write(c -> {
                    update(c, "insert into chama.sample(word) values ('a')");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertKind(
                DatabaseException.Cause.FAULT,
                () -> database.write(c -> {
                    update(c, "insert into chama.sample(word) values ('b')");
                    return update(c, "insert into chama.nowhere values (1)");
                }));
        assertThat(ask("select count(*) from chama.sample")).isEqualTo("0");
    }

    @Test
    void leavesNothingOfAWriteInReadingWork() {
        try {
            database.read(c -> update(c, "insert into chama.sample(word) values ('a')"));
        } catch (DatabaseException e) {
            assertThat(e.kind()).isEqualTo(DatabaseException.Cause.FAULT);
        }
        assertThat(ask("select count(*) from chama.sample")).isEqualTo("0");
    }

    @Test
    void tellsAConflictFromAFaultAndRepeatsNoValue() {
        database.write(c -> update(c, "insert into chama.sample(id, word) values (5300001900, 'x')"));
        assertThat(assertKind(
                        DatabaseException.Cause.CONFLICT,
                        () -> database.write(
                                c -> insert(c, "insert into chama.sample(id, word) values (5300001900, ?)", "x"))))
                .hasMessageNotContaining("5300001900")
                .hasStackTraceContaining("23505");
        String statement = "insert into chama.sample(id, word) select cast(? as bigint), 'x'";
        assertThat(assertKind(
                        DatabaseException.Cause.FAULT,
                        () -> database.write(c -> insert(c, statement, "not5300001900"))))
                .hasStackTraceContaining("22")
                .hasMessageNotContaining("5300001900");
    }

    @Test
    void callsADeadlockAConflict() throws Exception {
        database.write(c -> update(c, "insert into chama.sample(id, word) values (1, 'x'), (2, 'x')"));
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        List<Future<DatabaseException.Cause>> writers = new ArrayList<>();
        for (int first = 1; first <= 2; first++) {
            int mine = first;
            writers.add(threads.submit(() -> {
                try {
                    database.write(c -> {
                        update(c, "update chama.sample set word = 'y' where id = " + mine);
                        arrive(bothHoldOne);
                        return update(c, "update chama.sample set word = 'y' where id = " + (3 - mine));
                    });
                    return DatabaseException.Cause.FAULT;
                } catch (DatabaseException e) {
                    return e.kind();
                }
            }));
        }
        assertThat(List.of(writers.get(0).get(), writers.get(1).get())).contains(DatabaseException.Cause.CONFLICT);
    }

    @Test
    void letsAReaderReadItsZoneAndDoNothingElse() throws Exception {
        for (Zone zone : Zone.values()) {
            database.write(c -> update(c, "drop table if exists " + zone.schema() + ".d1"));
            database.write(c -> update(c, "create table " + zone.schema() + ".d1 (id bigint)"));
            database.write(c -> update(c, "insert into " + zone.schema() + ".d1 values (7)"));
        }
        try (Connection reader = database.reader(Zone.SHARE).getConnection()) {
            reader.setReadOnly(false);
            if (database.kind() == Database.Kind.POSTGRESQL) {
                update(reader, "set default_transaction_read_only = off");
            }
            update(reader, "grant select on share.d1 to chama_open_reader"); // PostgreSQL only warns
        } catch (SQLException e) {
            assertThat(database.kind()).as(e.getMessage()).isEqualTo(Database.Kind.H2);
        }
        for (Zone zone : Zone.values()) {
            String own = zone.schema();
            String other = zone == Zone.SHARE ? Zone.OPEN.schema() : Zone.SHARE.schema();
            try (Connection reader = database.reader(zone).getConnection()) {
                assertThat(one(reader, "select id from " + own + ".d1")).isEqualTo("7");
            }
            for (String forbidden : List.of(
                    "select id from " + other + ".d1",
                    "select count(*) from chama.sample",
                    "insert into " + own + ".d1 values (8)",
                    "update " + own + ".d1 set id = 8",
                    "delete from " + own + ".d1",
                    "truncate table " + own + ".d1",
                    "drop table " + own + ".d1",
                    "alter table " + own + ".d1 add column x bigint",
                    "create index i on " + own + ".d1 (id)",
                    "create view " + own + ".v as select 1",
                    "create table " + own + ".d2 (id bigint)",
                    "create table chama.d2 (id bigint)",
                    "create table d2 (id bigint)",
                    "create schema s",
                    "drop schema " + own)) {
                assertDenied(zone, forbidden);
            }
        }
        assertThat(ask("select (select id from share.d1) + (select id from open.d1)"))
                .isEqualTo("14");
    }

    /** Outside the read-only habit of the pool, so that it is the role that refuses. */
    private void assertDenied(Zone zone, String sql) throws SQLException {
        try (Connection reader = database.reader(zone).getConnection()) {
            reader.setReadOnly(false);
            if (database.kind() == Database.Kind.POSTGRESQL) {
                update(reader, "set default_transaction_read_only = off");
            }
            assertThatThrownBy(() -> update(reader, sql))
                    .as(zone + " reader: " + sql)
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState())
                            .as(e.getMessage())
                            .isIn("42501", "90096", "42502", "90040", "3F000", "42S02"));
            if (database.kind() == Database.Kind.POSTGRESQL) {
                update(reader, "reset default_transaction_read_only");
            }
        }
    }

    @Test
    void givesALeaseToOneOfManyAndRaisesTheFenceWithEachHolder() throws Exception {
        int count = 4;
        List<NodeLeases> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                nodes.add(new NodeLeases(database, 10));
            }
            long fence = 0;
            for (int round = 0; round < 10; round++) {
                CyclicBarrier together = new CyclicBarrier(count);
                List<Future<Optional<Lease>>> tries = new ArrayList<>();
                for (NodeLeases node : nodes) {
                    tries.add(threads.submit(() -> {
                        together.await();
                        return node.acquire("race", LONG);
                    }));
                }
                List<Lease> got = new ArrayList<>();
                for (Future<Optional<Lease>> one : tries) {
                    one.get().ifPresent(got::add);
                }
                assertThat(got).hasSize(1);
                assertThat(got.get(0).fence()).isEqualTo(++fence);
                holder(nodes, got.get(0)).release(got.get(0));
            }
        } finally {
            nodes.forEach(NodeLeases::close);
        }
    }

    @Test
    void prolongsALeaseUnderTheSameFenceAndRefusesOthersMeanwhile() {
        try (NodeLeases a = new NodeLeases(database, 10);
                NodeLeases b = new NodeLeases(database, 10)) {
            Lease lease = a.acquire("sequencer", LONG).orElseThrow();
            assertThat(a.acquire("sequencer", LONG)).contains(lease);
            assertThat(b.acquire("sequencer", LONG)).isEmpty();
            b.release(new Lease("sequencer", b.node(), lease.fence()));
            assertThat(b.acquire("sequencer", LONG)).isEmpty();
            assertThat(b.acquire("another", LONG)).isPresent();
        }
    }

    @Test
    void refusesAWriteUnderAnOlderFence() {
        try (NodeLeases a = new NodeLeases(database, 10);
                NodeLeases b = new NodeLeases(database, 10)) {
            Lease old = a.acquire("sequencer", Duration.ofMillis(1)).orElseThrow();
            Lease taken = await().until(() -> b.acquire("sequencer", LONG), Optional::isPresent)
                    .orElseThrow();
            assertThat(taken.fence()).isEqualTo(old.fence() + 1);
            assertThatThrownBy(() -> database.write(c -> {
                        update(c, "insert into chama.sample(word) values ('late')");
                        a.check(c, old);
                        return 0;
                    }))
                    .isInstanceOf(Leases.LeaseLostException.class);
            assertThat(ask("select count(*) from chama.sample")).isEqualTo("0");
            database.write(c -> {
                b.check(c, taken);
                return update(c, "insert into chama.sample(word) values ('in time')");
            });

            b.release(taken);
            assertThatThrownBy(() -> check(b, taken)).isInstanceOf(Leases.LeaseLostException.class);
            assertThat(b.acquire("sequencer", LONG)).contains(new Lease("sequencer", b.node(), taken.fence() + 1));
            assertThatThrownBy(() -> check(b, taken)).isInstanceOf(Leases.LeaseLostException.class);
        }
    }

    @Test
    void keepsOthersFromALeaseUntilTheCheckedTransactionEnds() throws Exception {
        try (NodeLeases a = new NodeLeases(database, 10);
                NodeLeases b = new NodeLeases(database, 10)) {
            Lease lease = a.acquire("sequencer", Duration.ofMillis(1)).orElseThrow();
            CountDownLatch checked = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Future<Integer> work = threads.submit(() -> database.write(c -> {
                a.check(c, lease);
                checked.countDown();
                arrive(go);
                return update(c, "insert into chama.sample(word) values ('under the lease')");
            }));
            checked.await();
            CountDownLatch asked = new CountDownLatch(1);
            Future<String> taker = threads.submit(() -> {
                asked.countDown();
                await().until(() -> b.acquire("sequencer", LONG), Optional::isPresent);
                return ask("select word from chama.sample");
            });
            asked.await();
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            assertThat(taker).isNotDone();
            go.countDown();
            assertThat(work.get()).isEqualTo(1);
            assertThat(taker.get()).isEqualTo("under the lease");
        }
    }

    @Test
    void tellsARunThatLivesFromOneThatHasEnded() {
        NodeLeases a = new NodeLeases(database, 10);
        try (NodeLeases b = new NodeLeases(database, 10)) {
            assertThat(a.node()).isNotEqualTo(b.node());
            assertThat(b.alive(a.node())).isTrue();
            a.close();
            assertThat(b.alive(a.node())).isFalse();
            assertThat(b.alive("never-was")).isFalse();

            database.write(c -> update(
                    c,
                    "update chama.node set renewed = renewed - interval '11' second where run = '" + b.node() + "'"));
            assertThat(b.alive(b.node())).isFalse();
            await().untilAsserted(() -> assertThat(b.alive(b.node())).isTrue());
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("chama-sign-of-life")));
    }

    @Test
    void keepsAnEventOnlyWithTheTransactionThatToldOfItAndUntilItIsSent() {
        Outbox outbox = new TableOutbox(database);
        assertThatThrownBy(() -> database.write(c -> {
                    outbox.add(c, "stored", "{\"lost\":true}");
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        database.write(c -> {
            for (int i = 0; i < 3; i++) {
                outbox.add(c, "stored", "{\"n\":" + i + "}");
            }
            return 0;
        });
        List<Outbox.Event> two = outbox.next(2);
        assertThat(two).extracting(Outbox.Event::body).containsExactly("{\"n\":0}", "{\"n\":1}");
        database.write(c -> {
            outbox.sent(c, two);
            return 0;
        });
        assertThat(outbox.next(10)).extracting(Outbox.Event::body).containsExactly("{\"n\":2}");
    }

    private void check(Leases leases, Lease lease) {
        database.write(c -> {
            leases.check(c, lease);
            return 0;
        });
    }

    private static NodeLeases holder(List<NodeLeases> nodes, Lease lease) {
        return nodes.stream()
                .filter(n -> n.node().equals(lease.holder()))
                .findFirst()
                .orElseThrow();
    }

    String ask(String query) {
        return database.read(c -> one(c, query));
    }

    static DatabaseException assertKind(DatabaseException.Cause kind, Runnable work) {
        try {
            work.run();
        } catch (DatabaseException e) {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return Math.max(0, statement.getUpdateCount());
        }
    }

    static int insert(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            return statement.executeUpdate();
        }
    }

    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private static void arrive(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void arrive(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
