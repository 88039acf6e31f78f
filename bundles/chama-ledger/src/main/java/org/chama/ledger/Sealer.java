package org.chama.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.database.Leases.LeaseLostException;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.Header;
import org.chama.ledger.verifier.LineBytes;
import org.chama.ledger.verifier.MerkleTree;
import org.chama.ledger.verifier.Sm3;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts committed lines into blocks, chains and signs them: at once on one node, the holder of a lease, whose fence is checked in the
 * sealing transaction. A line whose fields no longer give its digest is sealed as it is found, and said.
 */
final class Sealer implements AutoCloseable {

    /** Alias of the key pair that signs blocks. */
    static final String KEY = "ledger";

    /** Lines of a block at most. */
    static final int MOST = 5_000;

    static final String LEASE = "ledger-sealer";

    private static final String STUCK = "ledger-not-sealed";
    private static final String CHANGED = "ledger-pending-changed";
    private static final String MISSING = "ledger-head-missing";
    private static final int KIND = 5;
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final Duration LEASE_TIME = Duration.ofSeconds(6);
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 400;
    /** After a failure: longer than the lease, so that another node gets its turn. */
    private static final long REST_NANOS = LEASE_TIME.plusSeconds(1).toNanos();

    private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_SECONDS = 10;
    private static final byte[] ZEROS = new byte[Sm3.BYTES];

    private final Database database;
    private final Leases leases;
    private final Crypto crypto;
    private final Time time;
    private final LastHead head;
    private final Alert alert;
    private final ScheduledExecutorService timer;
    private final Floor floor = new Floor();
    private Optional<Lease> held = Optional.empty();
    private long asked = System.nanoTime() - RENEW_NANOS;
    private long knownFence = -1;
    private long rests = System.nanoTime();
    private String trouble = "";
    private boolean told;
    private boolean cleared;
    private long toldAt = System.nanoTime();

    /** Whom to tell what a person must act on now. */
    interface Alert {

        /** @return whether there was somebody to tell */
        boolean raise(String key, Text text);

        boolean clear(String key);
    }

    Sealer(Database database, Leases leases, Crypto crypto, Time time, LastHead head, Alert alert) {
        this.database = database;
        this.leases = leases;
        this.crypto = crypto;
        this.time = time;
        this.head = head;
        this.alert = alert;
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-ledger-sealer");
            thread.setDaemon(true);
            return thread;
        });
    }

    Sealer start() {
        timer.scheduleWithFixedDelay(this::tick, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * Seals what waits, if this is the node that does. A failure is said when it begins and every minute while it lasts, and once that
     * it is over; after one that is no outage another node may try.
     */
    private void tick() {
        if (System.nanoTime() - rests < 0) {
            return;
        }
        try {
            look();
            time.compare();
            sealWhatWaits();
            over();
        } catch (LeaseLostException e) {
            held = Optional.empty();
        } catch (UnsoundException e) {
            fault(e.text());
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Cause.OUTAGE) {
                outage(e.getMessage());
            } else if (e.kind() == DatabaseException.Cause.FAULT) {
                fault(new Text("台账行无法封块：" + e.getMessage(), "Ledger lines cannot be sealed: " + e.getMessage()));
            }
        } catch (Throwable e) { // or the timer would never run again, and say nothing
            LOG.debug("ledger lines cannot be sealed", e);
            fault(new Text("台账行无法封块：" + e, "Ledger lines cannot be sealed: " + e));
        }
    }

    private void sealWhatWaits() {
        if (held.isEmpty() && System.nanoTime() - asked < RENEW_NANOS) {
            return; // another node does
        }
        long after = floor.after();
        while (!timer.isShutdown() && database.read(c -> Pending.any(c, after))) {
            Optional<Lease> lease = lease();
            if (lease.isEmpty() || !seal(lease.get(), after)) {
                return;
            }
        }
    }

    /** Whoever runs the database knows; it ends by itself. */
    private void outage(String what) {
        if (!trouble.equals(what)) {
            trouble = what;
            LOG.warn("ledger lines cannot be sealed now, they wait: {}", what);
        }
    }

    private void fault(Text text) {
        boolean fresh = !trouble.equals(text.en());
        if (fresh) {
            trouble = text.en();
            LOG.error("{}", text.en());
        }
        if (fresh || System.nanoTime() - toldAt > REMIND_NANOS) {
            told = false;
        }
        if (!told) {
            told = alert.raise(STUCK, text);
            toldAt = System.nanoTime();
        }
        giveUp();
        rests = System.nanoTime() + REST_NANOS;
    }

    /** Also once after the start: an alarm may stand from before. */
    private void over() {
        if (!trouble.isEmpty()) {
            trouble = "";
            told = false;
            cleared = false;
            LOG.info("ledger lines are sealed again");
        }
        if (!cleared) {
            cleared = alert.clear(STUCK);
        }
    }

    private Optional<Lease> lease() {
        if (held.isEmpty() || System.nanoTime() - asked > RENEW_NANOS) {
            asked = System.nanoTime();
            held = leases.acquire(LEASE, LEASE_TIME);
        }
        return held;
    }

    /** Compares what this node remembers with the table, and remembers what others have sealed. */
    private void look() {
        Optional<Sealed> newest = database.read(Blocks::newest);
        Optional<LastHead.Known> known = head.known();
        if (known.isPresent() && newest.map(known.get()::is).orElse(false) || known.isEmpty() && newest.isEmpty()) {
            return;
        }
        database.write(c -> {
                    Optional<Sealed> found = Blocks.newest(c);
                    requireSound(c, found);
                    if (head.missing() && found.isPresent()) {
                        sayMissing(c, found.get());
                    }
                    return found;
                })
                .ifPresent(head::reach);
    }

    /**
     * Seals one block.
     *
     * @return whether it was a full one: more may wait
     * @throws LeaseLostException when another node has taken over; nothing was sealed then
     * @throws UnsoundException when the blocks before are not what they were, or not ours
     */
    boolean seal(Lease lease) {
        return seal(lease, Long.MIN_VALUE);
    }

    private boolean seal(Lease lease, long after) {
        Optional<Work> done = database.write(c -> seal(c, lease, after));
        if (done.isEmpty()) {
            return false;
        }
        head.reach(done.get().block);
        knownFence = lease.fence();
        floor.sealed(done.get().last);
        for (Text text : done.get().findings) {
            LOG.error("{}", text.en());
            alert.raise(CHANGED, text);
        }
        return done.get().full;
    }

    private Optional<Work> seal(Connection c, Lease lease, long after) throws SQLException {
        leases.check(c, lease);
        Pending.Oldest oldest = Pending.oldest(c, after, MOST);
        List<StoredLine> lines = oldest.lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Optional<Sealed> before = Blocks.newest(c);
        requireSound(c, before);
        if (lease.fence() == knownFence
                && !before.map(head.known().orElseThrow()::is).orElse(false)) {
            throw new UnsoundException(
                    "台账最后一块不是本节点所封的第 " + head.known().get().block() + " 块。",
                    "The last block of the ledger is not block "
                            + head.known().get().block() + ", which this node sealed.");
        }
        long first = before.map(b -> b.header().last() + 1).orElse(1L);
        List<Text> findings = new ArrayList<>();
        byte[] root = root(c, lines, first, findings);
        Sealed block = sign(before, first, lines.size(), root);
        Blocks.insert(c, block);
        move(c, lines, first);
        return Optional.of(new Work(
                block, findings, oldest.full(), lines.get(lines.size() - 1).place()));
    }

    /**
     * The newest block gives its hash and is signed by a key of this node's store, and the one this node remembers is still there: what
     * is signed next vouches for both.
     */
    private void requireSound(Connection c, Optional<Sealed> newest) throws SQLException {
        if (newest.isPresent()) {
            Header header = newest.get().header();
            if (!Arrays.equals(header.hash(), newest.get().hash())
                    || !crypto.verify(newest.get().seal(), header.bytes())) {
                throw new UnsoundException(
                        "第 " + header.number() + " 块不是密钥 " + header.key() + " 所签：它在数据库中被改动，或本节点的密钥库与其他节点不同。",
                        "Block " + header.number() + " is not signed by the key " + header.key()
                                + ": it was changed in the database, or the key store of this node is not that of the others.");
            }
        }
        Optional<LastHead.Known> known = head.known();
        if (known.isEmpty() || newest.map(known.get()::is).orElse(false)) {
            return;
        }
        long block = known.get().block();
        if (Blocks.range(c, block, block, 1).stream().noneMatch(known.get()::is)) {
            throw new UnsoundException(
                    "本节点所记的第 " + block + " 块已不在台账中或被改写：台账尾部被截断、被改写，或恢复了旧的备份。",
                    "Block " + block
                            + ", which this node remembers, is no longer in the ledger or another: its end was cut off or rewritten, or an older backup was restored.");
        }
    }

    /** Somebody may have removed the file to hide that blocks are gone. */
    private void sayMissing(Connection c, Sealed newest) throws SQLException {
        long block = newest.header().number();
        LOG.warn("this node has not remembered a block of the ledger; it goes on from block {}", block);
        Pending.append(
                c,
                time.now(),
                List.of(new Entry(
                        Actor.machine("node:" + leases.node()),
                        MISSING,
                        "block:" + block,
                        "{\"block\":" + block + ",\"hash\":\"" + HexFormat.of().formatHex(newest.hash()) + "\"}")));
    }

    private byte[] root(Connection c, List<StoredLine> lines, long first, List<Text> findings) throws SQLException {
        MerkleTree tree = new MerkleTree();
        Sm3 sm3 = new Sm3();
        LineBytes bytes = new LineBytes();
        byte[] digest = new byte[Sm3.BYTES];
        for (int i = 0; i < lines.size(); i++) {
            StoredLine line = lines.get(i);
            try {
                line.into(bytes);
            } catch (IllegalArgumentException e) {
                throw new UnsoundException(
                        "待封的行（id " + line.place() + "）在数据库中被改成不是台账行的内容。",
                        "The waiting line of id " + line.place() + " was changed in the database to what is no line.",
                        e);
            }
            sm3.digest(bytes.bytes(), 0, bytes.length(), digest, 0);
            tree.add(digest, 0);
            if (!Arrays.equals(digest, line.digest())) {
                changed(c, line, first + i, digest.clone(), findings);
            }
        }
        return tree.root();
    }

    private void changed(Connection c, StoredLine line, long number, byte[] digest, List<Text> findings)
            throws SQLException {
        try (PreparedStatement update = c.prepareStatement("update chama.ledger_pending set digest = ? where id = ?")) {
            update.setBytes(1, digest);
            update.setLong(2, line.place());
            update.executeUpdate();
        }
        if (!line.fields()[KIND].equals(CHANGED)) {
            say(c, line, number, digest);
        }
        findings.add(
                new Text(
                        "台账第 " + number + " 行在封块之前被改动：其内容与写入时的摘要不符。",
                        "Line " + number
                                + " of the ledger was changed before it was sealed: it does not give the digest it was written with."));
    }

    /** A line about the line; not about one that is such a line itself, or there would be no end. */
    private void say(Connection c, StoredLine line, long number, byte[] digest) throws SQLException {
        Pending.append(
                c,
                time.now(),
                List.of(new Entry(
                        Actor.machine("node:" + leases.node()),
                        CHANGED,
                        "line:" + number,
                        "{\"line\":" + number + "}",
                        HexFormat.of().formatHex(line.digest()),
                        HexFormat.of().formatHex(digest),
                        "")));
    }

    /** The name of the key is in what it signs; it is known for certain only afterwards. */
    private Sealed sign(Optional<Sealed> before, long first, int count, byte[] root) {
        long now = StoredLine.micros(time.now());
        long sealed = before.map(b -> Math.max(now, b.header().sealed())).orElse(now);
        String key = before.map(b -> b.header().key()).orElse(KEY + "/1");
        String algorithm = before.map(b -> b.header().algorithm()).orElse("SM2-SM3");
        while (true) {
            Header header = new Header(
                    before.map(b -> b.header().number() + 1).orElse(1L),
                    first,
                    count,
                    sealed,
                    before.map(Sealed::hash).orElse(ZEROS),
                    before.map(b -> Sm3.of(b.signature())).orElse(ZEROS),
                    root,
                    key,
                    algorithm);
            Crypto.Signature signature = crypto.sign(KEY, header.bytes());
            if (key.equals(Blocks.keyName(signature)) && algorithm.equals(signature.algorithm())) {
                return new Sealed(header, header.hash(), signature.value());
            }
            key = Blocks.keyName(signature);
            algorithm = signature.algorithm();
        }
    }

    private static void move(Connection c, List<StoredLine> lines, long first) throws SQLException {
        Long[] ids = lines.stream().map(StoredLine::place).toArray(Long[]::new);
        Array array = c.createArrayOf("bigint", ids);
        try (PreparedStatement insert = c.prepareStatement("insert into chama.ledger_line (number, "
                        + StoredLine.COLUMNS + ") select cast(? as bigint) + row_number() over (order by p.id), "
                        + StoredLine.COLUMNS + " from unnest(cast(? as bigint array)) as t(id)"
                        + " join chama.ledger_pending p on p.id = t.id order by p.id");
                PreparedStatement delete = c.prepareStatement("delete from chama.ledger_pending"
                        + " where id between ? and ? and id = any(cast(? as bigint array))")) {
            insert.setLong(1, first - 1);
            insert.setArray(2, array);
            delete.setLong(1, ids[0]);
            delete.setLong(2, ids[ids.length - 1]);
            delete.setArray(3, array);
            if (insert.executeUpdate() != ids.length || delete.executeUpdate() != ids.length) {
                throw new SQLException("pending ledger lines went away while they were sealed");
            }
        } finally {
            array.free();
        }
    }

    /** Ends sealing and gives the lease up, so that another node goes on at once. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the sealer did not end in time");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        giveUp();
    }

    private void giveUp() {
        held.ifPresent(lease -> {
            try {
                leases.release(lease);
            } catch (DatabaseException e) {
                LOG.info("the sealer's lease is not given up, the database is away: {}", e.getMessage());
            }
        });
        held = Optional.empty();
    }

    /** A sealed block, what was noticed, and the highest id in it. */
    private record Work(Sealed block, List<Text> findings, boolean full, long last) {}
}
