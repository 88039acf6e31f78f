package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Job;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;
import org.chama.database.NodeDatabase;
import org.chama.database.NodeLeases;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReencryptionTest {

    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    /** A node: its connections, its store and its share of the rewriting. */
    private static final class Node implements AutoCloseable {
        private final NodeDatabase database;
        private final FakeCrypto crypto;
        private final DatasetStore store;
        private final NodeLeases leases;
        private final Reencryption reencryption;

        Node(NodeDatabase database, FakeCrypto crypto, Known known) {
            this.database = database;
            this.crypto = crypto;
            this.store = new DatasetStore(database, crypto);
            this.leases = new NodeLeases(database, 10);
            this.reencryption = new Reencryption(database, leases, crypto, known, 0);
        }

        void write(Dataset dataset, long arrival, Rows rows) {
            database.write(connection -> store.write(connection, dataset, arrival, rows));
        }

        List<List<String>> everything(Dataset dataset) {
            List<List<String>> all = new ArrayList<>();
            Optional<String> after = Optional.empty();
            do {
                var page = store.query(Zone.SHARE, dataset, Query.page(after, 10_000));
                all.addAll(Sample.texts(page.rows()));
                after = page.next();
            } while (after.isPresent());
            return all;
        }

        Job job(Dataset dataset) {
            return store.jobs().stream()
                    .filter(job -> job.number() == dataset.number())
                    .findFirst()
                    .orElseThrow();
        }

        /** The end of the process, or of its connections, in the middle of whatever it does. */
        void kill() {
            if (database.kind() == Database.Kind.POSTGRESQL) {
                database.close();
                return;
            }
            try {
                update(database, "shutdown immediately");
            } catch (DatabaseException e) {
                assertThat(e.kind()).isEqualTo(DatabaseException.Cause.OUTAGE);
            }
        }

        /** As another node meets what a dead one held: its lease is over. */
        void expire() {
            update(
                    database,
                    "update chama.lease set expires_at = timestamp '2000-01-01 00:00:00' where name = 'store-reencryption'");
        }

        @Override
        public void close() {
            reencryption.stop();
            leases.close();
            database.close();
        }
    }

    private Node node(Base base, FakeCrypto crypto, Known known) {
        return new Node(base.open(folder), crypto, known);
    }

    private static int update(Database database, String sql) {
        return database.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    private static Set<String> columns(Database database, Dataset dataset) {
        return strings(
                database,
                "select column_name from information_schema.columns where table_schema = 'share' and table_name = 'd"
                        + dataset.number() + "' and column_name like 'i%'");
    }

    private static Set<String> strings(Database database, String query) {
        return database.read(connection -> {
            Set<String> strings = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    strings.add(rows.getString(1));
                }
            }
            return strings;
        });
    }

    static Stream<Arguments> modes() {
        return Stream.of(Base.values())
                .flatMap(base -> Stream.of(WriteMode.values()).map(mode -> Arguments.of(base, mode)));
    }

    /** With a key of two items, two subjects and every type. */
    private static Dataset plain(WriteMode mode) {
        return Sample.dataset(mode, List.of("certificate", "amount"), Optional.empty());
    }

    private static Dataset sealed(WriteMode mode, List<String> key) {
        return Sample.dataset(
                Base.number(),
                1,
                Sample.encrypted(Sample.items(), SECRET),
                Sample.SUBJECTS,
                mode,
                key,
                Optional.empty());
    }

    private static final String[] SECRET = {
        "certificate", "holder", "amount", "phone", "price", "born", "valid", "remark"
    };

    private static String holder(int i) {
        return "530000190001" + String.format("%05d", i) + "X";
    }

    private static Rows rows(int from, int count) {
        Rows.Builder rows = new Rows.Builder(13, count, count * 100);
        for (int i = from; i < from + count; i++) {
            rows.row(i, i, Action.PUT);
            for (String value : new String[] {
                "C" + i,
                holder(i),
                null,
                "13000000000",
                "备注" + i,
                "1.5",
                "" + i % 7,
                "" + i,
                "0.5",
                "1900-01-0" + (1 + i % 9),
                null,
                i % 2 == 0 ? "是" : "N",
                null
            }) {
                if (value == null) {
                    rows.addNull();
                } else {
                    rows.add(value);
                }
            }
        }
        return rows.build();
    }

    private static void flip(Node node, Dataset dataset, long arrival) {
        if (dataset.writeMode() == WriteMode.SNAPSHOT) {
            node.database.write(connection -> node.store.flip(connection, Zone.SHARE, dataset, arrival));
        }
    }

    private static void looksWhole(Node node, Dataset dataset, List<List<String>> expected) {
        assertThat(node.everything(dataset)).containsExactlyInAnyOrderElementsOf(expected);
        for (List<String> row :
                List.of(expected.get(0), expected.get(expected.size() / 2), expected.get(expected.size() - 1))) {
            assertThat(Sample.texts(node.store
                            .query(
                                    Zone.SHARE,
                                    dataset,
                                    new Query(
                                            Map.of("certificate", row.get(0), "amount", "1.50"),
                                            Optional.empty(),
                                            List.of(),
                                            Optional.empty(),
                                            10))
                            .rows()))
                    .containsExactly(row);
            assertThat(Sample.texts(node.store
                            .query(
                                    Zone.SHARE,
                                    dataset,
                                    new Query(Map.of(), Optional.of(row.get(1)), List.of(), Optional.empty(), 10))
                            .rows()))
                    .containsExactly(row);
        }
    }

    /** There and back, looked at and written to after every step. */
    @ParameterizedTest
    @MethodSource("modes")
    void itemsBecomeEncryptedAndPlainAgainWhileTheDatasetIsReadAndWritten(Base base, WriteMode mode) {
        Dataset first = plain(mode);
        Dataset second = Sample.next(first, SECRET);
        Dataset third = Sample.next(second);
        try (Node node = node(base, new FakeCrypto(), new Known(first, second, third))) {
            node.store.prepare(first);
            node.write(first, 1, rows(1, 1_700));
            flip(node, first, 1);
            List<List<String>> expected = new ArrayList<>(node.everything(first));
            Set<String> plainColumns = columns(node.database, first);

            int next = 2_000;
            for (Dataset dataset : List.of(second, third)) {
                node.store.prepare(dataset);
                assertThat(node.job(dataset).purpose()).isEqualTo(Job.Purpose.MIGRATION);
                do {
                    looksWhole(node, dataset, expected);
                    // the pinned version of an older arrival now and then
                    Dataset by = next % 2 == 0 ? dataset : first;
                    node.write(by, 1, rows(next, 3));
                    expected.addAll(
                            Sample.texts(node.store.read(by, 1, next, next + 2).rows()));
                    if (mode == WriteMode.APPEND) {
                        // a repeat of a row in either form
                        Rows again = Sample.rows(9, expected.get(0).toArray(String[]::new));
                        assertThat(node.database
                                        .<org.chama.api.store.Written>write(
                                                connection -> node.store.write(connection, by, 2, again))
                                        .repeats())
                                .isEqualTo(1);
                    }
                    next += 3;
                } while (node.reencryption.run(1) > 0);
                looksWhole(node, dataset, expected);
                assertThat(node.job(dataset).ended()).isPresent();
            }
            assertThat(columns(node.database, first)).isEqualTo(plainColumns);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void atTheEndNothingPlainIsLeftAndTheKeyStillHolds(Base base, WriteMode mode) {
        Dataset first = plain(mode);
        Dataset second = Sample.next(first, SECRET);
        try (Node node = node(base, new FakeCrypto(), new Known(first, second))) {
            node.store.prepare(first);
            node.write(first, 1, rows(1, 600));
            flip(node, first, 1);
            List<List<String>> expected = node.everything(first);
            node.store.prepare(second);
            node.reencryption.run(ALL);

            assertThat(columns(node.database, second))
                    .contains("i1_c", "i1_x", "i2_c", "i2_x", "i3", "i4_c", "i6_x")
                    .doesNotContain("i1", "i2", "i4", "i4_x", "i6", "i3_x");
            looksWhole(node, second, expected);
            if (mode == WriteMode.UPSERT) {
                node.write(second, 2, rows(1, 600));
                assertThat(node.store.count(Zone.SHARE, second)).isEqualTo(600);
                assertThat(node.store.count(second, 2)).isEqualTo(600);
            }
            if (mode != WriteMode.SNAPSHOT) {
                assertThatThrownBy(() -> update(
                                node.database,
                                "insert into share.d" + second.number() + " (arrival, position, "
                                        + (mode == WriteMode.UPSERT ? "deleted, " : "") + "i1_x, i6_x) select 99, 1, "
                                        + (mode == WriteMode.UPSERT ? "false, " : "") + "i1_x, i6_x from share.d"
                                        + second.number() + " where position = 1"))
                        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.kind())
                                .isEqualTo(DatabaseException.Cause.CONFLICT));
            }
        }
    }

    /** What deleted and updated rows leave behind is in the table's file until it is rewritten. */
    @ParameterizedTest
    @EnumSource(WriteMode.class)
    void noPlainValueIsLeftInTheFileOfTheTable(WriteMode mode) throws SQLException {
        Dataset first = plain(mode);
        Dataset second = Sample.next(first, SECRET);
        try (Node node = node(Base.POSTGRESQL, new FakeCrypto(), new Known(first, second))) {
            node.store.prepare(first);
            node.write(first, 1, rows(1, 600));
            flip(node, first, 1);
            assertThat(inFile(first, holder(300))).isTrue();
            node.store.prepare(second);
            node.reencryption.run(ALL);

            assertThat(inFile(first, holder(300))).isFalse();
            assertThat(inFile(first, "备注300")).isFalse();
            assertThat(node.everything(second)).hasSize(600);
        }
    }

    private static boolean inFile(Dataset dataset, String value) throws SQLException {
        try (Connection connection = Base.POSTGRESQL.admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
            try (ResultSet row = statement.executeQuery("select position(convert_to('" + value
                    + "', 'UTF8') in pg_read_binary_file(pg_relation_filepath('share.d" + dataset.number()
                    + "'))) > 0")) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** In the third step of the first pass, which encrypts the five items that are not looked for by value, or of the second. */
    @ParameterizedTest
    @MethodSource("modes")
    void aNodeThatDiesInTheMiddleOfAStepCostsThatStepOnly(Base base, WriteMode mode) {
        for (int pass = 1; pass <= 2; pass++) {
            Dataset first = plain(mode);
            Dataset second = Sample.next(first, SECRET);
            Known known = new Known(first, second);
            FakeCrypto crypto = new FakeCrypto();
            List<List<String>> expected;
            try (Node node = node(base, crypto, known)) {
                node.store.prepare(first);
                node.write(first, 1, rows(1, 2_600));
                flip(node, first, 1);
                expected = node.everything(first);
                node.store.prepare(second);
                crypto.after(pass == 1 ? 5 * 1_200 : 5 * 2_600 + 3 * 1_200, node::kill);
                assertThatThrownBy(() -> node.reencryption.run(ALL)).isInstanceOf(RuntimeException.class);
            }
            try (Node node = node(base, crypto, known)) {
                node.expire();
                Job job = node.job(second);
                assertThat(job.ended()).isEmpty();
                assertThat(job.done()).isEqualTo(1_000);
                assertThat(job.total()).isEqualTo(2_600);
                looksWhole(node, second, expected);

                // the 1,600 rows that were left, and the second pass
                assertThat(node.reencryption.run(ALL)).isEqualTo(pass == 1 ? 4 + 6 : 4);

                assertThat(node.job(second).ended()).isPresent();
                looksWhole(node, second, expected);
                assertThat(columns(node.database, second)).doesNotContain("i1", "i2", "i4");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aChangeOfMindInTheMiddleTurnsAroundWithoutLoss(Base base, WriteMode mode) {
        for (int steps : new int[] {1, 2, 3, 4, 5, 6, 7}) {
            Dataset first = plain(mode);
            Dataset second = Sample.next(first, SECRET);
            Dataset third = Sample.next(second, "phone", "certificate");
            Dataset fourth = Sample.next(third, "holder");
            try (Node node = node(base, new FakeCrypto(), new Known(first, second, third, fourth))) {
                node.store.prepare(first);
                node.write(first, 1, rows(1, 1_100));
                flip(node, first, 1);
                List<List<String>> expected = node.everything(first);
                for (Dataset dataset : List.of(second, third, fourth)) {
                    node.store.prepare(dataset);
                    looksWhole(node, dataset, expected);
                    node.reencryption.run(steps);
                    looksWhole(node, dataset, expected);
                }
                node.reencryption.run(ALL);
                looksWhole(node, fourth, expected);
                assertThat(columns(node.database, fourth))
                        .contains("i1", "i2_c", "i2_x", "i4", "i6")
                        .doesNotContain("i1_x", "i2", "i4_c", "i6_c", "i6_x");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aRotationRewritesWhatAnOlderKeyEncryptedAndGoesOnAfterACrash(Base base, WriteMode mode) {
        Dataset dataset = sealed(mode, List.of("certificate", "amount"));
        Known known = new Known(dataset);
        FakeCrypto crypto = new FakeCrypto();
        List<List<String>> expected;
        String alias = "store/" + dataset.number();
        try (Node node = node(base, crypto, known)) {
            node.store.prepare(dataset);
            node.write(dataset, 1, rows(1, 1_300));
            flip(node, dataset, 1);
            expected = node.everything(dataset);
            crypto.rotate(alias);
            node.write(dataset, 1, rows(5_000, 10));
            Job begun = node.store.reencrypt(dataset);
            assertThat(begun.purpose()).isEqualTo(Job.Purpose.ROTATION);
            assertThat(begun.dataset()).isEqualTo(dataset.id());
            assertThat(begun.ended()).isEmpty();
            assertThat(node.reencryption.run(1)).isEqualTo(1);
            assertThat(node.job(dataset).done()).isEqualTo(500);
            assertThat(node.job(dataset).total()).isEqualTo(1_310);
            assertThat(keys(node, crypto, dataset)).containsExactly(alias + "/1", alias + "/2");
            crypto.after(100, node::kill);
            assertThatThrownBy(() -> node.reencryption.run(ALL)).isInstanceOf(RuntimeException.class);
        }
        try (Node node = node(base, crypto, known)) {
            node.expire();
            assertThat(node.job(dataset).done()).isEqualTo(500);
            node.reencryption.run(ALL);

            assertThat(keys(node, crypto, dataset)).containsExactly(alias + "/2");
            Job ended = node.job(dataset);
            assertThat(ended.ended()).isPresent();
            assertThat(ended.done()).isEqualTo(1_310);
            assertThat(node.everything(dataset)).containsAll(expected).hasSize(1_310);
            assertThat(node.reencryption.run(ALL)).isZero();
        }
    }

    private static Set<String> keys(Node node, FakeCrypto crypto, Dataset dataset) {
        return node.database.read(connection -> {
            Set<String> keys = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("select i1_c, i4_c, i10_c from share.d" + dataset.number())) {
                while (rows.next()) {
                    for (int i = 1; i <= 3; i++) {
                        keys.add(crypto.keyOf(rows.getBytes(i)));
                    }
                }
            }
            return keys;
        });
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aRotationAskedForWhileOneRunsFollowsIt(Base base) {
        Dataset dataset = sealed(WriteMode.APPEND, List.of());
        FakeCrypto crypto = new FakeCrypto();
        try (Node node = node(base, crypto, new Known(dataset))) {
            node.store.prepare(dataset);
            node.write(dataset, 1, rows(1, 700));
            String alias = crypto.rotate("store/" + dataset.number()).alias();
            node.store.reencrypt(dataset);
            node.reencryption.run(1);
            crypto.rotate(alias);
            assertThat(node.store.reencrypt(dataset).done()).isEqualTo(500);
            node.reencryption.run(ALL);
            assertThat(keys(node, crypto, dataset)).containsExactly(alias + "/3");
        }
    }

    /** There is a higher version, by an algorithm new values are not encrypted with. */
    @ParameterizedTest
    @EnumSource(Base.class)
    void theKeyInUseCountsThoughAHigherVersionIsThere(Base base) {
        Dataset dataset = sealed(WriteMode.APPEND, List.of());
        FakeCrypto crypto = new FakeCrypto();
        try (Node node = node(base, crypto, new Known(dataset))) {
            node.store.prepare(dataset);
            node.write(dataset, 1, rows(1, 20));
            String alias = crypto.rotate("store/" + dataset.number()).alias();
            node.write(dataset, 1, rows(100, 20));
            crypto.use(alias, 1);

            node.store.reencrypt(dataset);
            node.reencryption.run(ALL);
            assertThat(keys(node, crypto, dataset)).containsExactly(alias + "/1");
            Set<String> before = strings(node.database, "select i4_c from share.d" + dataset.number());
            node.store.reencrypt(dataset);
            node.reencryption.run(ALL);
            assertThat(strings(node.database, "select i4_c from share.d" + dataset.number()))
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aDatasetWithoutEncryptedItemsIsRefused(Base base) {
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        assertThatThrownBy(() -> base.store().reencrypt(dataset))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("not-encrypted"));
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void oneNodeAtATimeRewritesAndAnotherGoesOnWhenItsLeaseIsOver(Base base) {
        Dataset first = plain(WriteMode.UPSERT);
        Dataset second = Sample.next(first, SECRET);
        Known known = new Known(first, second);
        FakeCrypto crypto = new FakeCrypto();
        try (Node one = node(base, crypto, known);
                Node two = node(base, crypto, known)) {
            one.store.prepare(first);
            one.write(first, 1, rows(1, 1_600));
            List<List<String>> expected = one.everything(first);
            two.store.prepare(second);
            assertThat(one.reencryption.run(2)).isEqualTo(2);
            assertThat(two.reencryption.run(ALL)).isZero();
            assertThat(one.job(second).done()).isEqualTo(1_000);
            // it wrote by the plain layout before the other node changed it: it notices by itself
            one.write(first, 1, rows(3_000, 5));
            expected.addAll(Sample.texts(one.store.read(first, 1, 3_000, 3_010).rows()));

            two.expire();
            assertThat(two.reencryption.run(1)).isEqualTo(1);
            assertThat(two.job(second).done()).isEqualTo(1_500);
            assertThat(one.reencryption.run(ALL)).isZero();
            two.reencryption.run(ALL);
            looksWhole(one, second, expected);
            looksWhole(two, first, expected);
        }
    }

    /** A lease that goes to another node just after it was taken. */
    private record Losing(Node loser, Node winner) implements Leases {
        @Override
        public String node() {
            return loser.leases.node();
        }

        @Override
        public Optional<Lease> acquire(String name, Duration time) {
            Optional<Lease> lease = loser.leases.acquire(name, time);
            loser.expire();
            assertThat(winner.leases.acquire(name, time)).isPresent();
            return lease;
        }

        @Override
        public void release(Lease lease) {
            loser.leases.release(lease);
        }

        @Override
        public void check(Connection transaction, Lease lease) throws SQLException {
            loser.leases.check(transaction, lease);
        }

        @Override
        public boolean alive(String node) {
            return loser.leases.alive(node);
        }
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void aStepUnderALostLeaseRewritesNothing(Base base) {
        Dataset dataset = sealed(WriteMode.APPEND, List.of());
        Known known = new Known(dataset);
        FakeCrypto crypto = new FakeCrypto();
        try (Node one = node(base, crypto, known);
                Node two = node(base, crypto, known)) {
            one.store.prepare(dataset);
            one.write(dataset, 1, rows(1, 10));
            String alias = crypto.rotate("store/" + dataset.number()).alias();
            one.store.reencrypt(dataset);
            Reencryption late = new Reencryption(one.database, new Losing(one, two), crypto, known, 0);

            assertThatThrownBy(() -> late.run(ALL)).isInstanceOf(Leases.LeaseLostException.class);

            late.stop();
            assertThat(keys(one, crypto, dataset)).containsExactly(alias + "/1");
            assertThat(one.job(dataset).done()).isZero();
            assertThat(two.reencryption.run(ALL)).isEqualTo(1);
            assertThat(keys(one, crypto, dataset)).containsExactly(alias + "/2");
        }
    }

    /** Writers and readers all the while: no write is lost, no read sees a record twice, not at all or half. */
    @ParameterizedTest
    @MethodSource("modes")
    void writersAndReadersGoOnAllTheWhile(Base base, WriteMode mode) throws Exception {
        if (mode == WriteMode.SNAPSHOT) {
            return;
        }
        Dataset first = plain(mode);
        Dataset second = Sample.next(first, SECRET);
        Dataset third = Sample.next(second, "holder", "phone");
        AtomicBoolean over = new AtomicBoolean();
        try (Node node = node(base, new FakeCrypto(), new Known(first, second, third));
                Node other = node(base, node.crypto, new Known(first, second, third))) {
            node.store.prepare(first);
            node.write(first, 1, rows(1, 1_500));
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
                int written = 0;
                while (!over.get()) {
                    int at = 10_000 + written * 5;
                    Dataset by = written % 3 == 0 ? first : written % 3 == 1 ? second : third;
                    // an earlier record again, as an UPSERT replaces it
                    Rows again = rows(1 + written * 7 % 1_500, 1);
                    try {
                        other.database.write(connection -> {
                            other.store.write(connection, by, 1, rows(at, 5));
                            return mode == WriteMode.UPSERT
                                    ? other.store.write(connection, by, 2 + at, again)
                                    : other.store.write(connection, by, 1, rows(1, 1));
                        });
                        written++;
                    } catch (DatabaseException e) {
                        // as the hub does: a conflict is tried again
                        assertThat(e.kind()).as(e.getMessage()).isNotEqualTo(DatabaseException.Cause.FAULT);
                    }
                }
                return written;
            });
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
                int reads = 0;
                while (!over.get()) {
                    var csv = new java.io.ByteArrayOutputStream();
                    try {
                        other.store.export(Zone.SHARE, second, csv);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    List<String> lines =
                            csv.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
                    assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(','))))
                            .doesNotHaveDuplicates()
                            .hasSizeGreaterThanOrEqualTo(1_500)
                            .allMatch(certificate -> certificate.matches("C\\d+"));
                    assertThat(lines)
                            .allMatch(line -> line.contains(",5300001900") && line.contains(",13000000000,备注"));
                    reads++;
                }
                return reads;
            });
            try {
                for (Dataset dataset : List.of(second, third)) {
                    org.awaitility.Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .ignoreExceptionsInstanceOf(DatabaseException.class)
                            .until(() -> {
                                node.store.prepare(dataset);
                                node.reencryption.run(ALL);
                                return node.job(dataset).ended().isPresent();
                            });
                }
            } finally {
                over.set(true);
            }
            int written = writer.get();
            assertThat(written).isPositive();
            assertThat(reader.get()).isPositive();
            assertThat(node.store.count(Zone.SHARE, third)).isEqualTo(1_500 + 5L * written);
            assertThat(node.everything(third)).hasSize(1_500 + 5 * written);
            assertThat(columns(node.database, third))
                    .contains("i1", "i2_c", "i4_c", "i6")
                    .doesNotContain("i2", "i1_x");
        }
    }
}
