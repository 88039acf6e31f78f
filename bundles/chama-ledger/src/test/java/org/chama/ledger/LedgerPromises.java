package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.api.ledger.Ledger.Head;
import org.chama.api.ledger.Ledger.Selection;
import org.chama.api.ledger.Ledger.Verification;
import org.chama.api.ledger.Line;
import org.chama.database.NodeDatabase;
import org.chama.database.NodeLeases;
import org.chama.database.Settings;
import org.chama.ledger.verifier.Finding.Kind;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.Sm3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger promises on both databases. */
abstract class LedgerPromises {

    @TempDir
    Path data;

    private Settings settings;
    private Bench bench;

    abstract Settings fresh(Path data) throws Exception;

    @BeforeEach
    void open() throws Exception {
        settings = fresh(data);
        bench = new Bench(settings);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void tellsTheLinesAboutOneThingInTheOrderTheyWereWrittenSealedOrNot() {
        bench.append(Bench.entry("arrival-claimed", "arrival:1"), Bench.entry("arrival-claimed", "arrival:2"));
        bench.append(Bench.entry("arrival-cut", "arrival:1"));
        bench.seal();
        bench.append(Bench.entry("arrival-archived", "arrival:1"));
        assertThat(bench.ledger.about("arrival:1", 10))
                .extracting(Line::kind)
                .containsExactly("arrival-claimed", "arrival-cut", "arrival-archived");
        assertThat(bench.ledger.about("arrival:1", 10)).extracting(Line::number).containsExactly(1L, 3L, 0L);
        assertThat(bench.ledger.about("arrival:1", 2)).hasSize(2);
        assertThat(bench.ledger.about("arrival:3", 10)).isEmpty();
        assertThat(bench.ledger.about("arrival:2", 10))
                .containsExactly(new Line(
                        2,
                        OffsetDateTime.parse("2026-01-01T12:00:00.123456+08:00"),
                        new Actor("account:zhang", "civil-affairs", "OPERATOR", "rest", "r-1"),
                        "arrival-claimed",
                        "arrival:2",
                        "{\"文件\":\"甲\\\"乙.csv\"}",
                        "",
                        "ab12",
                        "yunnan-2021/3"));
    }

    @Test
    void leavesNoLineOfATransactionThatDidNotCommit() {
        assertThatThrownBy(() -> bench.database.write(c -> {
                    bench.ledger.append(c, List.of(Bench.entry("batch-stored", "batch:1:1")));
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(bench.ledger.about("batch:1:1", 10)).isEmpty();
    }

    @Test
    void refusesTheActionWhoseLineCannotBeWritten() {
        bench.execute(
                "create table chama.action (id bigint)",
                "alter table chama.ledger_pending add constraint full_disk check (kind <> 'third')");
        assertThatThrownBy(() -> bench.database.write(c -> {
                    try (Statement statement = c.createStatement()) {
                        statement.execute("insert into chama.action values (1)");
                    }
                    bench.ledger.append(
                            c,
                            List.of(
                                    Bench.entry("first", "x:1"),
                                    Bench.entry("second", "x:1"),
                                    Bench.entry("third", "x:1")));
                    return 0;
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(bench.number("select count(*) from chama.action")).isZero();
        assertThat(bench.ledger.about("x:1", 10)).isEmpty();
    }

    @Test
    void refusesALineThatIsTooLong() {
        Entry entry = new Entry(Actor.machine("node:a"), "k", "x:1", "x".repeat(Pending.LONGEST));
        assertThatThrownBy(() -> bench.append(entry)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sealsEveryCommittedLineOnceUnderConsecutiveNumbers() throws IOException {
        for (int i = 0; i < 7; i++) {
            bench.append(Bench.entry("k", "x:" + i), Bench.entry("k", "y:" + i));
            assertThatThrownBy(() -> bench.database.write(c -> {
                        bench.ledger.append(c, List.of(Bench.entry("k", "never")));
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            if (i % 2 == 0) {
                bench.seal();
            }
        }
        bench.seal();
        assertThat(numbers())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 14).boxed().toList());
        assertThat(bench.number("select count(*) from chama.ledger_pending")).isZero();
        assertThat(bench.ledger.heads(10)).extracting(Head::lines).containsExactly(14L, 10L, 6L, 2L);
        assertThat(bench.ledger.heads(10)).extracting(Head::block).containsExactly(4L, 3L, 2L, 1L);
        assertThat(bench.ledger.heads(2)).hasSize(2);
        Outcome outcome = bench.verified(bench.export(1), bench.ledger.heads(1), 1);
        assertThat(outcome.finding()).isEmpty();
        assertThat(outcome.proved()).isEqualTo(4);
        assertThat(outcome.lines()).isEqualTo(14);
        Verification verification = bench.ledger.verify();
        assertThat(verification.finding()).isEmpty();
        assertThat(verification.blocks()).isEqualTo(4);
        assertThat(verification.lines()).isEqualTo(14);
        assertThat(verification.head()).contains(bench.ledger.heads(1).get(0));
    }

    @Test
    void anEmptyLedgerIsRight() throws IOException {
        assertThat(bench.ledger.verify().finding()).isEmpty();
        assertThat(bench.ledger.verify().head()).isEmpty();
        assertThat(bench.ledger.heads(5)).isEmpty();
        assertThat(bench.verified(bench.export(1), List.of(), 1).finding())
                .as("an export without a block proves nothing")
                .isPresent();
        assertThatThrownBy(() -> bench.export(0)).isInstanceOf(RefusedException.class);
    }

    @Test
    void exportsFromAnyBlockAndOverManyPages() throws IOException {
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 2_300; i++) {
            many.add(Bench.entry("k", "x:" + i));
        }
        bench.append(many.toArray(new Entry[0]));
        bench.seal();
        for (int i = 0; i < 3; i++) {
            bench.append(many.subList(0, 900).toArray(new Entry[0]));
            bench.seal();
        }
        Outcome all = bench.verified(bench.export(1), bench.ledger.heads(4), 1);
        assertThat(all.finding()).isEmpty();
        assertThat(all.lines()).isEqualTo(5_000);
        Outcome tail = bench.verified(3, bench.export(3), bench.ledger.heads(4), 1);
        assertThat(tail.finding()).isEmpty();
        assertThat(tail.firstLine()).isEqualTo(3_201);
        assertThat(tail.lines()).isEqualTo(1_800);
    }

    @Test
    void putsAtMostSoManyLinesIntoABlock() {
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < Sealer.MOST + 3; i++) {
            many.add(Bench.entry("k", "x:1"));
        }
        bench.append(many.toArray(new Entry[0]));
        bench.seal();
        assertThat(bench.ledger.heads(5)).extracting(Head::lines).containsExactly(Sealer.MOST + 3L, (long) Sealer.MOST);
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void sealsSoonOnItsOwn() {
        try (TableLedger running = new TableLedger(bench.database, bench.leases, bench.crypto)) {
            for (int i = 0; i < 3; i++) {
                String about = "x:" + i;
                bench.append(Bench.entry("k", about));
                // a second is promised; a machine that does something else may need more
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> running.about(about, 1).get(0).number() > 0);
            }
        }
    }

    @Test
    void twoNodesSealEachLineExactlyOnce() throws Exception {
        try (NodeLeases other = new NodeLeases(bench.database, 10);
                TableLedger one = new TableLedger(bench.database, bench.leases, bench.crypto);
                TableLedger two = new TableLedger(bench.database, other, bench.crypto)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String thread = "t" + t;
                TableLedger mine = t % 2 == 0 ? one : two;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        String about = thread + ":" + i;
                        bench.database.write(c -> {
                            mine.append(c, List.of(Bench.entry("k", about), Bench.entry("l", about)));
                            return 0;
                        });
                        if (i == 30) {
                            bench.leases.acquire(Sealer.LEASE, Duration.ofMillis(1));
                            other.acquire(Sealer.LEASE, Duration.ofMillis(1));
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            threads.shutdown();
            Awaitility.await().until(() -> bench.number("select count(*) from chama.ledger_pending") == 0);
            assertThat(numbers())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 480).boxed().toList());
            assertThat(bench.number("select count(distinct about) from chama.ledger_line"))
                    .isEqualTo(240);
            assertThat(one.verify().finding()).isEmpty();
            assertThat(two.verify().finding()).isEmpty();
        }
    }

    @Test
    void aNodeThatHasLostItsLeaseSealsNothing() {
        try (NodeLeases other = new NodeLeases(bench.database, 10)) {
            Lease lost =
                    bench.leases.acquire(Sealer.LEASE, Duration.ofMillis(1)).orElseThrow();
            Awaitility.await().until(() -> other.acquire(Sealer.LEASE, Duration.ofMinutes(1))
                    .isPresent());
            bench.append(Bench.entry("k", "x:1"));
            assertThatThrownBy(() -> bench.ledger.sealer().seal(lost)).isInstanceOf(Leases.LeaseLostException.class);
            assertThat(bench.ledger.heads(1)).isEmpty();
            assertThat(bench.number("select count(*) from chama.ledger_pending"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatFailsInTheMiddleOfSealingLeavesEverythingAsItWas() {
        bench.append(Bench.entry("k", "x:1"), Bench.entry("k", "x:2"));
        bench.crypto.whileSigning(() -> {
            throw new IllegalStateException("the node dies here");
        });
        assertThatThrownBy(bench::seal).isInstanceOf(IllegalStateException.class);
        assertThat(bench.ledger.heads(1)).isEmpty();
        assertThat(bench.number("select count(*) from chama.ledger_pending")).isEqualTo(2);
        assertThat(numbers()).isEmpty();
        bench.crypto.whileSigning(() -> {});
        bench.seal();
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void aLineThatCommitsWhileABlockIsSealedComesInTheNext() {
        bench.append(Bench.entry("k", "x:1"));
        bench.database.write(late -> {
            bench.ledger.append(late, List.of(Bench.entry("k", "x:2")));
            bench.append(Bench.entry("k", "x:3"));
            bench.seal();
            return 0;
        });
        assertThat(numbers()).containsExactly(1L, 2L);
        bench.seal();
        assertThat(bench.ledger.about("x:2", 1)).extracting(Line::number).containsExactly(3L);
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void timeOfSealingNeverGoesBack() {
        bench.append(Bench.entry("k", "x:1"));
        bench.seal();
        bench.clock.forward(Duration.ofMinutes(-20));
        bench.append(Bench.entry("k", "x:2"));
        bench.seal();
        List<Head> heads = bench.ledger.heads(2);
        assertThat(heads.get(0).sealed()).isEqualTo(heads.get(1).sealed());
        assertThat(bench.ledger.verify().finding()).isEmpty();
        bench.clock.forward(Duration.ofMinutes(-50));
        bench.append(Bench.entry("k", "x:3"));
        bench.seal();
        assertThat(bench.ledger.verify().finding().orElseThrow().zh()).contains("第 3 行被倒签");
    }

    @Test
    void noLineAndNoBlockCanBeChangedOrRemoved() throws IOException {
        bench.blocks(3, 3);
        new ArchiveFiles(bench.database, bench.ledger, bench.crypto, bench.clock, data.resolve("archives"))
                .close(Actor.machine("node:a"), 2);
        for (String table : List.of("chama.ledger_line", "chama.ledger_block", "chama.ledger_archive")) {
            for (String statement : List.of(
                    "update " + table + " set number = number + 100",
                    "delete from " + table,
                    "delete from " + table + " where number = 1",
                    "truncate table " + table)) {
                if (statement.equals("truncate table chama.ledger_archive")
                        && settings.url().contains(":h2:")) {
                    continue; // H2 keeps what is referred to, and nothing refers to archives; the ledger's own line
                    // does
                }
                assertThatThrownBy(() -> bench.execute(statement)).as(statement).isInstanceOf(DatabaseException.class);
            }
        }
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void aLineThatWasChangedWhileItWaitedIsSealedAndSaid() {
        bench.append(Bench.entry("k", "x:1"), Bench.entry("k", "x:2"));
        bench.execute("update chama.ledger_pending set actor = 'account:li' where about = 'x:2'");
        bench.seal();
        List<Line> said = bench.ledger.about("line:2", 5);
        assertThat(said).extracting(Line::kind).containsExactly("ledger-pending-changed");
        assertThat(said.get(0).number()).isEqualTo(3);
        assertThat(said.get(0).before()).hasSize(64).isNotEqualTo(said.get(0).after());
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void whatIsSaidOfAChangedLineIsNotSaidOfItselfForEver() {
        bench.append(Bench.entry("ledger-pending-changed", "line:1"));
        bench.execute("update chama.ledger_pending set actor = 'account:li'");
        bench.seal();
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void goesOnWithTheNextVersionOfTheKey() throws IOException {
        bench.blocks(2, 2);
        bench.crypto.rotate("ledger");
        bench.blocks(2, 2);
        assertThat(bench.ledger.heads(4))
                .extracting(Head::key)
                .containsExactly("ledger/2", "ledger/2", "ledger/1", "ledger/1");
        assertThat(bench.ledger.verify().finding()).isEmpty();
        assertThat(bench.verified(bench.export(1), List.of(), 2).finding()).isEmpty();
        Outcome withOldKeyOnly = bench.verified(bench.export(1), List.of(), 1);
        assertThat(withOldKeyOnly.finding().orElseThrow().kind()).isEqualTo(Kind.SIGNATURE);
        assertThat(withOldKeyOnly.finding().orElseThrow().block()).isEqualTo(3);
    }

    @Test
    void doesNotSealWithAnotherKeyStoreThanTheBlocksBefore() {
        bench.blocks(1, 1);
        bench.leases.release(
                bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow());
        try (Bench other = new Bench(settings, new FakeCrypto(99), Optional.empty())) {
            other.append(Bench.entry("k", "x:2"));
            assertThatThrownBy(other::seal).hasMessageContaining("key store");
            assertThat(other.number("select count(*) from chama.ledger_block")).isEqualTo(1);
            assertThat(other.ledger.about("x:2", 1).get(0).number()).isZero();
        }
    }

    @Test
    void leavesSealingToAnotherNodeWhenItCannotSign() {
        FakeCrypto broken = new FakeCrypto(1);
        broken.whileSigning(() -> {
            throw new IllegalStateException("the key store is gone");
        });
        try (NodeLeases other = new NodeLeases(bench.database, 10);
                TableLedger first = new TableLedger(bench.database, other, broken)) {
            bench.append(Bench.entry("k", "x:1"));
            Awaitility.await()
                    .until(() -> other.acquire("probe", Duration.ofMinutes(1)).isPresent()
                            && bench.number("select max(fence) from chama.lease where name = '" + Sealer.LEASE + "'")
                                    > 0);
            try (TableLedger second = new TableLedger(bench.database, bench.leases, bench.crypto)) {
                Awaitility.await().until(() -> second.about("x:1", 1).get(0).number() == 1);
                Awaitility.await().until(() -> first.heads(1).size() == 1);
            }
        }
    }

    @Test
    void remembersTheLastHeadWhereNobodyWithTheDatabaseAloneReachesIt() throws IOException {
        Path file = data.resolve("keys/ledger-head");
        restart(file);
        bench.blocks(5, 2);
        Head head = bench.ledger.heads(1).get(0);
        assertThat(Files.readString(file)).isEqualTo("5:" + head.hash() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        bench.withoutGuards();
        bench.execute(
                "delete from chama.ledger_block where number = 5",
                "delete from chama.ledger_line where number > "
                        + bench.ledger.heads(2).get(1).lines());
        restart(file);
        bench.append(Bench.entry("k", "x:1"));
        assertThatThrownBy(bench::seal).isInstanceOf(UnsoundException.class).hasMessageContaining("Block 5");
        assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("Cut off");
        assertThat(bench.number("select max(number) from chama.ledger_block")).isEqualTo(4);
        Files.delete(file);
        restart(file);
        bench.ledger.sealer().start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> bench.ledger.heads(1).stream()
                .anyMatch(h -> h.block() == 5));
        assertThat(bench.ledger.about("block:4", 5)).extracting(Line::kind).containsExactly("ledger-head-missing");
        assertThat(Files.readString(file)).startsWith("5:");
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void anOlderHeadMustBeThereStill() throws IOException {
        Path file = data.resolve("keys/ledger-head");
        restart(file);
        bench.blocks(2, 2);
        String older = Files.readString(file);
        bench.blocks(2, 2);
        Files.writeString(file, older);
        restart(file);
        bench.blocks(1, 1);
        assertThat(Files.readString(file)).startsWith("5:");
        Files.writeString(file, older.replace("2:", "3:"));
        restart(file);
        bench.append(Bench.entry("k", "x:1"));
        assertThatThrownBy(bench::seal).isInstanceOf(UnsoundException.class).hasMessageContaining("Block 3");
        assertThat(bench.ledger.verify().finding()).isPresent();
        for (String wrong : List.of("", "5", "5:ab\n", "x".repeat(200))) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> new LastHead(Optional.of(file))).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void saysNothingOfAHeadThatIsMissingInANewLedger() {
        restart(data.resolve("keys/ledger-head"));
        bench.append(Bench.entry("k", "x:1"));
        bench.ledger.sealer().start();
        Awaitility.await().until(() -> bench.ledger.heads(1).size() == 1);
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void publishesAHeadOnlyWhenItsCommitIsOnDisk() {
        Away database = new Away(bench.database);
        try (TableLedger ledger =
                new TableLedger(database, bench.leases, bench.crypto, bench.clock, Optional.empty())) {
            List<Integer> heads = new ArrayList<>();
            bench.append(Bench.entry("k", "x:1"));
            Lease lease =
                    bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow();
            database.afterCommit = () -> heads.add(ledger.heads(5).size());
            ledger.sealer().seal(lease);
            assertThat(heads).containsExactly(0);
            assertThat(ledger.heads(5)).hasSize(1);
        }
    }

    @Test
    void goesOnAfterACommitThatWasNotKnownToBeOnDisk() {
        Away database = new Away(bench.database);
        try (TableLedger ledger =
                new TableLedger(database, bench.leases, bench.crypto, bench.clock, Optional.empty())) {
            bench.append(Bench.entry("k", "x:1"));
            database.afterCommit = () -> {
                database.afterCommit = () -> {};
                throw new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("no disk"));
            };
            Lease lease =
                    bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow();
            assertThatThrownBy(() -> ledger.sealer().seal(lease)).isInstanceOf(DatabaseException.class);
            assertThat(ledger.heads(5)).isEmpty();
            bench.append(Bench.entry("k", "x:2"));
            ledger.sealer().start();
            Awaitility.await().until(() -> ledger.heads(5).size() == 2);
            assertThat(ledger.verify().finding()).isEmpty();
        }
    }

    @Test
    void refusesWhatNotEveryDatabaseKeeps() {
        for (String text : List.of("a\u0000b", "\ud83d", "\udc34\ud83d")) {
            for (Entry entry : List.of(
                    new Entry(Actor.machine(text), "k", "x:1", "{}"),
                    new Entry(Actor.machine("node:a"), "k", "x:1", text))) {
                assertThatThrownBy(() -> bench.append(entry))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("bad-ledger-text");
            }
        }
        bench.append(new Entry(Actor.machine("node:a"), "k", "x:1", "\ud83d\udc34"));
        bench.seal();
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void takesTheTimeOfTheDatabaseAndSaysWhenTheNodesClockIsAnother() {
        for (int hours : new int[] {-24, 24}) {
            Clock off = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
            DatabaseTime time = new DatabaseTime(bench.database, off);
            assertThat(time.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            assertThatThrownBy(time::compare)
                    .isInstanceOf(UnsoundException.class)
                    .hasMessageContaining("clock");
            try (TableLedger ledger =
                    new TableLedger(bench.database, bench.leases, bench.crypto, time, Optional.empty())) {
                bench.database.write(c -> {
                    ledger.append(c, List.of(Bench.entry("k", "x:" + hours)));
                    return 0;
                });
                assertThat(ledger.about("x:" + hours, 1).get(0).at().toInstant())
                        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
            }
        }
        new DatabaseTime(bench.database, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1))).compare();
    }

    @Test
    void listsSealedLinesNewestFirstByWhatIsAsked() {
        bench.append(Bench.entry("a", "x:1"), Bench.entry("b", "x:1"), Bench.entry("a", "x:2"));
        bench.clock.forward(Duration.ofMinutes(5));
        OffsetDateTime later = bench.clock
                .instant()
                .truncatedTo(ChronoUnit.MICROS)
                .atZone(StoredLine.SHANGHAI)
                .toOffsetDateTime();
        bench.append(new Entry(Actor.machine("node:n"), "a", "x:1", "{}"));
        bench.seal();
        bench.append(Bench.entry("waits", "x:1"));
        assertThat(numbers(Selection.ALL)).containsExactly(4L, 3L, 2L, 1L);
        assertThat(numbers(selection("x:1", "", "", null, null))).containsExactly(4L, 2L, 1L);
        assertThat(numbers(selection("x:1", "", "a", null, null))).containsExactly(4L, 1L);
        assertThat(numbers(selection("", "node:n", "", null, null))).containsExactly(4L);
        assertThat(numbers(selection("", "", "", later, null))).containsExactly(4L);
        assertThat(numbers(selection("", "", "", null, later))).containsExactly(3L, 2L, 1L);
        Listing<Line> page = bench.ledger.lines(Selection.ALL, Optional.empty(), 3);
        assertThat(page.entries()).hasSize(3);
        Listing<Line> last = bench.ledger.lines(Selection.ALL, page.next(), 3);
        assertThat(last.entries()).extracting(Line::number).containsExactly(1L);
        assertThat(last.next()).isEmpty();
        assertThatThrownBy(() -> bench.ledger.lines(Selection.ALL, Optional.of("1; drop"), 3))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void sealsTheLinesOfTheFirstForm() throws Exception {
        bench.close();
        settings = fresh(data.resolve("old"));
        String first = "db/ledger/V1__ledger_line.sql";
        Path old = Files.createDirectories(data.resolve("scripts/db/ledger")).resolve("V1__ledger_line.sql");
        Files.copy(TableLedger.class.getClassLoader().getResourceAsStream(first), old);
        try (NodeDatabase database = new NodeDatabase(settings);
                URLClassLoader loader = new URLClassLoader(
                        new URL[] {data.resolve("scripts").toUri().toURL()}, null)) {
            database.migrate("ledger", loader);
            database.write(c -> {
                try (Statement statement = c.createStatement()) {
                    // SM3 of 01 00000000000f4242 and the four fields
                    return statement.executeUpdate(
                            """
                            insert into chama.ledger_line (at, actor, kind, about, detail, digest) values
                              (timestamp with time zone '1970-01-01 00:00:01.000002+00', 'a', 'bc', '茶', '{}', %s)"""
                                    .formatted(
                                            database.kind() == Database.Kind.H2
                                                    ? "X'" + FIRST_FORM + "'"
                                                    : "decode('" + FIRST_FORM + "', 'hex')"));
                }
            });
        }
        bench = new Bench(settings);
        bench.append(Bench.entry("k", "x:1"));
        bench.seal();
        assertThat(bench.ledger.about("茶", 5)).extracting(Line::number).containsExactly(1L);
        assertThat(bench.ledger.about("line:1", 5)).isEmpty();
        assertThat(bench.ledger.verify().finding()).isEmpty();
        assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isEmpty();
    }

    private static final String FIRST_FORM = HexFormat.of()
            .formatHex(Sm3.of(HexFormat.of()
                    .parseHex(
                            "0100000000000f4242" + "0000000161" + "000000026263" + "00000003e88cb6" + "000000027b7d")));

    private static Selection selection(
            String about, String actor, String kind, OffsetDateTime from, OffsetDateTime until) {
        return new Selection(
                Optional.of(about).filter(v -> !v.isEmpty()),
                Optional.of(actor).filter(v -> !v.isEmpty()),
                Optional.of(kind).filter(v -> !v.isEmpty()),
                Optional.ofNullable(from),
                Optional.ofNullable(until));
    }

    private List<Long> numbers(Selection selection) {
        return bench.ledger.lines(selection, Optional.empty(), 100).entries().stream()
                .map(Line::number)
                .toList();
    }

    /** The node with a file for the last head. */
    private void restart(Path head) {
        bench.leases.release(
                bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow());
        bench.close();
        bench = new Bench(settings, new FakeCrypto(1), Optional.of(head));
    }

    private List<Long> numbers() {
        List<Long> numbers =
                new ArrayList<>(bench.ledger.lines(Selection.ALL, Optional.empty(), 10_000).entries().stream()
                        .map(Line::number)
                        .toList());
        Collections.reverse(numbers);
        return numbers;
    }
}
