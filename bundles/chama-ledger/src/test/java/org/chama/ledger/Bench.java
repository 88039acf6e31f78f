package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chama.api.database.Database;
import org.chama.api.database.Lease;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.api.ledger.Ledger.Head;
import org.chama.database.NodeDatabase;
import org.chama.database.NodeLeases;
import org.chama.database.Settings;
import org.chama.ledger.verifier.ExportReader;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.PublicKeys;

/** A node's database, leases, keys and ledger, whose sealer and clock do as they are told. */
final class Bench implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-01-01T04:00:00.123456789Z");

    final NodeDatabase database;
    final NodeLeases leases;
    final FakeCrypto crypto;
    final Tick clock = new Tick();
    final TableLedger ledger;

    Bench(Settings settings) {
        this(settings, new FakeCrypto(1), Optional.empty());
    }

    /** @param head file of the last head */
    Bench(Settings settings, FakeCrypto crypto, Optional<Path> head) {
        this.crypto = crypto;
        database = new NodeDatabase(settings);
        leases = new NodeLeases(database, 10);
        ledger = new TableLedger(database, leases, crypto, clock, head);
    }

    void append(Entry... entries) {
        database.write(c -> {
            ledger.append(c, List.of(entries));
            return 0;
        });
    }

    /** Seals what waits, in as many blocks as it takes. */
    void seal() {
        Lease lease = leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow();
        for (int i = 0; database.read(c -> Pending.any(c, Long.MIN_VALUE)); i++) {
            assertThat(i).as("blocks for what waits").isLessThan(10);
            ledger.sealer().seal(lease);
        }
    }

    /** So many blocks of one to {@code most} lines, a second apart. */
    void blocks(int blocks, int most) {
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i <= b % most; i++) {
                append(entry("batch-stored", "batch:" + b + ":" + i));
            }
            clock.forward(Duration.ofSeconds(1));
            seal();
        }
    }

    static Entry entry(String kind, String about) {
        return new Entry(
                new Actor("account:zhang", "civil-affairs", "OPERATOR", "rest", "r-1"),
                kind,
                about,
                "{\"文件\":\"甲\\\"乙.csv\"}",
                "",
                "ab12",
                "yunnan-2021/3");
    }

    byte[] export(long from) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ledger.export(from, out);
        return out.toByteArray();
    }

    /** What the offline verifier says of an export, with the keys of this node. */
    Outcome verified(byte[] export, List<Head> heads, int versions) throws IOException {
        return verified(1, export, heads, versions);
    }

    Outcome verified(long from, byte[] export, List<Head> heads, int versions) throws IOException {
        PublicKeys keys = new PublicKeys();
        for (int version = 1; version <= versions; version++) {
            keys.add(crypto.publicKey("ledger", version));
        }
        ExportReader reader = new ExportReader(keys, from, hashes(heads));
        reader.read(new ByteArrayInputStream(export));
        return reader.finish();
    }

    static Map<Long, byte[]> hashes(List<Head> heads) {
        Map<Long, byte[]> hashes = new TreeMap<>();
        heads.forEach(head -> hashes.put(head.block(), HexFormat.of().parseHex(head.hash())));
        return hashes;
    }

    long number(String sql) {
        return database.read(c -> {
            try (Statement statement = c.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    void execute(String... statements) {
        database.write(c -> {
            try (Statement statement = c.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                return 0;
            }
        });
    }

    /** What only one with the administrator's rights does. */
    void withoutGuards() {
        for (String table : List.of("line", "block", "archive")) {
            execute(
                    database.kind() == Database.Kind.H2
                            ? "drop trigger chama.ledger_" + table + "_kept"
                            : "drop trigger ledger_" + table + "_kept on chama.ledger_" + table);
        }
    }

    @Override
    public void close() {
        ledger.close();
        leases.close();
        database.close();
    }

    /** A clock that goes on when it is told to. */
    static final class Tick extends Clock implements Time {

        private volatile Instant now = NOON;
        volatile boolean wrong;

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void compare() {
            if (wrong) {
                throw new UnsoundException("时钟", "the clocks do not agree");
            }
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
