package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.chama.api.database.Database;
import org.chama.api.store.Zone;
import org.chama.database.Settings;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.ExportReader;
import org.chama.ledger.verifier.ExportWriter;
import org.chama.ledger.verifier.Finding;
import org.chama.ledger.verifier.Header;
import org.chama.ledger.verifier.LineBytes;
import org.chama.ledger.verifier.MerkleTree;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.PublicKeys;
import org.chama.ledger.verifier.Sm3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody with all rights in the database changes the live tables at random, as they are and with digests, roots and hashes made
 * anew without the key: each change is found in the tables and in an export of them.
 */
abstract class LiveFuzz {

    private static final int CHANGES = 130;
    private static final int BLOCKS = 24;

    @TempDir
    Path data;

    private Bench bench;
    private PublicKeys keys;
    private Map<Long, byte[]> heads;

    abstract Settings fresh(Path data) throws Exception;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(fresh(data));
        bench.blocks(BLOCKS, 7);
        bench.withoutGuards();
        keys = new PublicKeys();
        keys.add(bench.crypto.publicKey("ledger", 1));
        heads = Bench.hashes(bench.ledger.heads(1));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void findsNothingInTablesThatAreOnlyWrittenAnew() {
        within(tables -> {
            tables.write();
            assertThat(tables.live(heads)).isEmpty();
            assertThat(tables.exported(heads)).isEmpty();
        });
    }

    @Test
    void findsEveryChangeOfTheLiveTables() {
        Random random = new Random(20260101);
        for (int i = 0; i < CHANGES; i++) {
            for (Forgery forgery : Forgery.values()) {
                int n = i;
                within(tables -> {
                    String what = tables.change(random, forgery);
                    tables.write();
                    Map<Long, byte[]> published = what.startsWith("cut") ? heads : Map.of();
                    assertThat(tables.live(published))
                            .as("%d, live: %s, %s", n, what, forgery)
                            .isPresent();
                    assertThat(tables.exported(published))
                            .as("%d, exported: %s, %s", n, what, forgery)
                            .isPresent();
                });
            }
        }
    }

    @Test
    void theServiceItselfSaysWhatItFinds() {
        bench.execute("update chama.ledger_line set detail = '{}' where number = 17");
        assertThat(bench.ledger.verify().finding().orElseThrow().zh()).contains("第 17 行被改动");
        assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("Line 17 was changed");
    }

    @Test
    void theNodeThatSealedItNoticesThatTheTailIsGone() {
        long lines = bench.number("select first_line from chama.ledger_block where number = " + BLOCKS);
        bench.execute(
                "delete from chama.ledger_block where number = " + BLOCKS,
                "delete from chama.ledger_line where number >= " + lines);
        assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("Cut off from line " + lines);
    }

    @Test
    void findsALineThatIsInNoBlock() {
        bench.execute("insert into chama.ledger_line (number, " + StoredLine.COLUMNS + ") select number + 100000, "
                + StoredLine.COLUMNS + " from chama.ledger_line where number = 1");
        assertThat(bench.ledger.verify().finding()).isPresent();
        bench.execute(
                "delete from chama.ledger_line where number > 100000",
                "insert into chama.ledger_line (number, " + StoredLine.COLUMNS + ") select 0, " + StoredLine.COLUMNS
                        + " from chama.ledger_line where number = 1");
        assertThat(bench.ledger.verify().finding()).isPresent();
    }

    @Test
    void sealsNothingOnBlocksThatWereForged() {
        for (int block : new int[] {BLOCKS, BLOCKS - 3}) {
            bench.database.write(c -> {
                Tables tables = new Tables(c);
                StoredLine line = tables.blocks.get(block - 1).lines.get(0);
                String[] fields = line.fields().clone();
                fields[0] = "account:li";
                tables.blocks
                        .get(block - 1)
                        .lines
                        .set(0, new StoredLine(line.place(), 2, line.micros(), fields, line.digest()));
                tables.blocks.forEach(tables::digestsAnew);
                tables.hashAnew();
                tables.write();
                return 0;
            });
            bench.append(Bench.entry("k", "x:1"));
            assertThatThrownBy(bench::seal).isInstanceOf(UnsoundException.class).hasMessageContaining("not signed");
            assertThat(bench.number("select max(number) from chama.ledger_block"))
                    .isEqualTo(BLOCKS);
        }
    }

    @Test
    void sealsNothingOverATailThatWasCut() {
        cut();
        bench.append(Bench.entry("k", "x:1"));
        assertThatThrownBy(bench::seal).isInstanceOf(UnsoundException.class);
        bench.leases.release(
                bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow());
        assertThatThrownBy(bench::seal)
                .as("with another fence")
                .isInstanceOf(UnsoundException.class)
                .hasMessageContaining("Block " + BLOCKS);
        assertThat(bench.number("select max(number) from chama.ledger_block")).isEqualTo(BLOCKS - 3);
    }

    private void cut() {
        long lines = bench.number("select first_line from chama.ledger_block where number = " + (BLOCKS - 2));
        bench.execute(
                "delete from chama.ledger_block where number > " + (BLOCKS - 3),
                "delete from chama.ledger_line where number >= " + lines);
    }

    @Test
    void namesTheLineWhoseMomentNobodyCanTellFromAnother() throws IOException {
        // 2^64 microseconds later, as far as the database goes so far
        for (String moment : List.of(
                bench.database.kind() == Database.Kind.H2
                        ? "dateadd(day, 213503982, dateadd(second, 28909, dateadd(microsecond, 551616, at)))"
                        : "timestamp with time zone 'infinity'",
                "at + interval '10000' year")) {
            bench.execute("update chama.ledger_line set at = " + moment + " where number = 9");
            assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("Line 9 ");
            assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isPresent();
        }
        bench.execute("alter table chama.ledger_line alter column at drop not null");
        bench.execute("update chama.ledger_line set at = null where number = 9");
        assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("Line 9 ");
        assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isPresent();
    }

    @Test
    void namesTheBlockWhoseColumnsAreNone() throws IOException {
        for (String change :
                List.of("previous = null", "root = previous || root", "sealed_at = null", "key_name = null")) {
            bench.execute(
                    "alter table chama.ledger_block alter column " + change.substring(0, change.indexOf(' '))
                            + " drop not null",
                    "create table chama.kept as select * from chama.ledger_block where number = 5",
                    "update chama.ledger_block set " + change + " where number = 5");
            assertThat(bench.ledger.verify().finding().orElseThrow().en())
                    .as(change)
                    .contains("block 5");
            assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isPresent();
            bench.execute(
                    "delete from chama.ledger_block where number = 5",
                    "insert into chama.ledger_block select * from chama.kept",
                    "drop table chama.kept");
            assertThat(bench.ledger.verify().finding()).isEmpty();
        }
    }

    @Test
    void findsABlockBeforeTheFirst() throws IOException {
        bench.execute(
                "create table chama.one as select * from chama.ledger_block where number = 1",
                "update chama.one set number = -7",
                "insert into chama.ledger_block select * from chama.one");
        assertThat(bench.ledger.verify().finding()).isPresent();
        assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isPresent();
    }

    @Test
    void goesThroughTablesWithTheGreatestNumbers() throws IOException {
        bench.execute(
                "create table chama.one as select * from chama.ledger_block where number = 1",
                "update chama.one set number = " + Long.MAX_VALUE + ", first_line = " + Long.MAX_VALUE,
                "insert into chama.ledger_block select * from chama.one",
                "update chama.ledger_line set number = " + Long.MAX_VALUE + " where number = 9");
        assertThat(bench.ledger.verify().finding()).isPresent();
        assertThat(bench.verified(bench.export(1), List.of(), 1).finding()).isPresent();
    }

    /** Does something in a transaction that is rolled back. */
    private void within(Attack attack) {
        try {
            bench.database.write(c -> {
                attack.on(new Tables(c));
                throw new Undone();
            });
        } catch (Undone e) {
            return;
        }
        throw new AssertionError();
    }

    /** What the forger, who cannot sign, makes to fit the change. */
    private enum Forgery {
        NOTHING,
        NUMBERS_AND_DIGESTS,
        EVERY_ROOT_AND_HASH,
        /** The same, and an honest sealer that does not look goes on from there. */
        SEALED_OVER
    }

    /** What is done to the tables. */
    private interface Attack {
        void on(Tables tables) throws SQLException;
    }

    /** Ends a transaction. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A block and its lines. */
    private static final class Block {
        private Sealed sealed;
        private final List<StoredLine> lines = new ArrayList<>();
    }

    /** The tables as one transaction sees them. */
    private final class Tables implements Database {

        private final Connection connection;
        private final List<Block> blocks = new ArrayList<>();

        private Tables(Connection connection) {
            this.connection = connection;
            visit(new Walk.Visitor() {
                @Override
                public boolean block(Sealed sealed) {
                    Block block = new Block();
                    block.sealed = sealed;
                    return blocks.add(block);
                }

                @Override
                public boolean line(StoredLine line) {
                    return blocks.get(blocks.size() - 1).lines.add(line);
                }
            });
        }

        private String change(Random random, Forgery forgery) {
            int b = random.nextInt(blocks.size());
            Block block = blocks.get(b);
            int l = random.nextInt(block.lines.size());
            StoredLine line = block.lines.get(l);
            String what;
            switch (random.nextInt(9)) {
                case 0 -> {
                    int field = random.nextInt(LineBytes.FIELDS);
                    String[] fields = line.fields().clone();
                    fields[field] += "x";
                    block.lines.set(l, new StoredLine(line.place(), 2, line.micros(), fields, line.digest()));
                    what = "field " + field + " of line " + line.place();
                }
                case 1 -> {
                    long back = 1 + random.nextInt(1_000_000_000);
                    block.lines.set(
                            l, new StoredLine(line.place(), 2, line.micros() - back, line.fields(), line.digest()));
                    what = "back-dated line " + line.place();
                }
                case 2 -> {
                    Block other = blocks.get((b + 1 + random.nextInt(blocks.size() - 1)) % blocks.size());
                    StoredLine moved = other.lines.set(0, at(other.lines.get(0).place(), line));
                    block.lines.set(l, at(line.place(), moved));
                    what = "swapped lines " + line.place() + " and " + moved.place();
                }
                case 3 -> {
                    int other = (b + 1 + random.nextInt(blocks.size() - 1)) % blocks.size();
                    Collections.swap(blocks, b, other);
                    numberAnew();
                    what = "swapped blocks " + (b + 1) + " and " + (other + 1);
                }
                case 4 -> {
                    block.lines.add(l, line);
                    numberAnew();
                    what = "doubled line " + line.place();
                }
                case 5 -> {
                    if (block.lines.size() == 1) {
                        blocks.remove(b);
                    } else {
                        block.lines.remove(l);
                    }
                    if (random.nextBoolean()) {
                        numberAnew();
                    }
                    what = (b == blocks.size() ? "cut off" : "dropped") + " line " + line.place();
                }
                case 6 -> {
                    blocks.subList(b, blocks.size()).clear();
                    what = "cut before block " + (b + 1);
                }
                case 7 -> {
                    byte[] signature = block.sealed.signature().clone();
                    signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
                    block.sealed = new Sealed(block.sealed.header(), block.sealed.hash(), signature);
                    what = "signature of block " + (b + 1);
                }
                default -> {
                    Header h = block.sealed.header();
                    block.sealed = new Sealed(
                            new Header(
                                    h.number(),
                                    h.first(),
                                    h.count(),
                                    h.sealed() - 1 - random.nextInt(1_000),
                                    h.previous(),
                                    h.seal(),
                                    h.root(),
                                    h.key(),
                                    h.algorithm()),
                            block.sealed.hash(),
                            block.sealed.signature());
                    what = "sealing of block " + (b + 1);
                }
            }
            if (forgery != Forgery.NOTHING) {
                numberAnew();
                blocks.forEach(this::digestsAnew);
            }
            if (forgery == Forgery.EVERY_ROOT_AND_HASH || forgery == Forgery.SEALED_OVER) {
                hashAnew();
            }
            if (forgery == Forgery.SEALED_OVER && !blocks.isEmpty()) {
                sealOver();
            }
            return what;
        }

        private StoredLine at(long number, StoredLine line) {
            return new StoredLine(number, line.form(), line.micros(), line.fields(), line.digest());
        }

        private void numberAnew() {
            long number = 1;
            for (Block block : blocks) {
                for (int i = 0; i < block.lines.size(); i++) {
                    block.lines.set(i, at(number++, block.lines.get(i)));
                }
            }
        }

        private void digestsAnew(Block block) {
            for (int i = 0; i < block.lines.size(); i++) {
                StoredLine line = block.lines.get(i);
                LineBytes bytes = new LineBytes();
                line.into(bytes);
                byte[] digest = new byte[Sm3.BYTES];
                new Sm3().digest(bytes.bytes(), 0, bytes.length(), digest, 0);
                block.lines.set(i, new StoredLine(line.place(), line.form(), line.micros(), line.fields(), digest));
            }
        }

        /** Everything a forger without the key can make: the signatures stay as they are. */
        private void hashAnew() {
            byte[] previous = new byte[Sm3.BYTES];
            byte[] seal = new byte[Sm3.BYTES];
            for (int b = 0; b < blocks.size(); b++) {
                Block block = blocks.get(b);
                MerkleTree tree = new MerkleTree();
                block.lines.forEach(line -> tree.add(line.digest(), 0));
                Header h = block.sealed.header();
                Header header = new Header(
                        b + 1L,
                        block.lines.get(0).place(),
                        block.lines.size(),
                        h.sealed(),
                        previous,
                        seal,
                        tree.root(),
                        h.key(),
                        h.algorithm());
                previous = header.hash();
                seal = Sm3.of(block.sealed.signature());
                block.sealed = new Sealed(header, previous, block.sealed.signature());
            }
        }

        private void sealOver() {
            Sealed last = blocks.get(blocks.size() - 1).sealed;
            Block block = new Block();
            block.lines.add(new StoredLine(
                    last.header().last() + 1,
                    2,
                    last.header().sealed(),
                    blocks.get(0).lines.get(0).fields(),
                    new byte[Sm3.BYTES]));
            digestsAnew(block);
            Header header = new Header(
                    last.header().number() + 1,
                    last.header().last() + 1,
                    1,
                    last.header().sealed(),
                    last.hash(),
                    Sm3.of(last.signature()),
                    block.lines.get(0).digest(),
                    "ledger/1",
                    "SM2-SM3");
            block.sealed = new Sealed(
                    header,
                    header.hash(),
                    bench.crypto.sign("ledger", header.bytes()).value());
            blocks.add(block);
        }

        private void write() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("delete from chama.ledger_line");
                statement.execute("delete from chama.ledger_block");
            }
            try (PreparedStatement insert = connection.prepareStatement("insert into chama.ledger_line (number, "
                    + StoredLine.COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Block block : blocks) {
                    Blocks.insert(connection, block.sealed);
                    for (StoredLine line : block.lines) {
                        insert.setLong(1, line.place());
                        insert.setInt(2, line.form());
                        insert.setObject(3, StoredLine.moment(line.micros()).withOffsetSameInstant(ZoneOffset.UTC));
                        for (int i = 0; i < LineBytes.FIELDS; i++) {
                            insert.setString(4 + i, line.fields()[i]);
                        }
                        insert.setBytes(4 + LineBytes.FIELDS, line.digest());
                        insert.addBatch();
                    }
                }
                insert.executeBatch();
            }
        }

        private Optional<Finding> live(Map<Long, byte[]> published) {
            Checked checked = new Checked(bench.crypto, 1, published);
            visit(checked);
            return checked.finish().finding();
        }

        private Optional<Finding> exported(Map<Long, byte[]> published) {
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ExportWriter writer = new ExportWriter(out);
                writer.begin(1, 0, "");
                visit(new Written(writer));
                writer.end();
                ExportReader reader = new ExportReader(keys, published);
                reader.read(new ByteArrayInputStream(out.toByteArray()));
                Outcome outcome = reader.finish();
                return outcome.finding();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void visit(Walk.Visitor visitor) {
            try {
                new Walk(this).visit(1, Long.MAX_VALUE, visitor);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public <T> T read(Work<T> work) {
            try {
                return work.run(connection);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Kind kind() {
            return bench.database.kind();
        }

        @Override
        public <T> T write(Work<T> work) {
            return read(work);
        }

        @Override
        public DataSource reader(Zone zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void migrate(String module, ClassLoader loader) {
            throw new UnsupportedOperationException();
        }
    }
}
