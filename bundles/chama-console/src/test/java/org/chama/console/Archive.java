package org.chama.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.crypto.Crypto;
import org.chama.api.crypto.TestCertificates;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.api.notices.Alarms;

/** A ledger, alarms and keys of one entry each; remembers what was written. */
final class Archive implements Ledger, Alarms, Crypto, TestCertificates, Archives {

    static final Line LINE = new Line(
            9,
            OffsetDateTime.parse("2026-11-25T08:30:00+08:00"),
            new Actor("account:li", "police", "OPERATOR", "rest", "r1"),
            "batch-replayed",
            "batch:12:3",
            "{}",
            "",
            "ab",
            "");
    static final Head HEAD =
            new Head(4, 9, OffsetDateTime.parse("2026-11-25T08:30:00+08:00"), "cd", "ledger/1", "MEU=");
    static final Alarm ALARM = new Alarm(
            8,
            "disk-full",
            "police",
            new Text("磁盘已满", "the disk is full"),
            OffsetDateTime.parse("2026-11-25T08:30:00+08:00"),
            Optional.empty(),
            2);

    final List<Entry> written = new ArrayList<>();
    final List<String> cleared = new ArrayList<>();
    final AtomicInteger heads = new AtomicInteger();
    CountDownLatch verifying = new CountDownLatch(0);
    Selection selection;
    Optional<Text> finding = Optional.empty();

    @Override
    public synchronized void append(Connection transaction, List<Entry> entries) {
        written.addAll(entries);
    }

    @Override
    public List<Line> about(String about, int limit) {
        return List.of(LINE);
    }

    @Override
    public Listing<Line> lines(Selection newSelection, Optional<String> after, int limit) {
        selection = newSelection;
        return new Listing<>(List.of(LINE), Optional.of("t2"));
    }

    @Override
    public List<Head> heads(int limit) {
        heads.incrementAndGet();
        return List.of(HEAD);
    }

    @Override
    public void export(long fromBlock, OutputStream into) throws IOException {
        into.write(("{\"block\":" + fromBlock + "}\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Verification verify() {
        try {
            verifying.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Verification(4, 9, finding, Optional.of(HEAD));
    }

    @Override
    public void raise(Connection transaction, String key, String department, Text text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear(Connection transaction, String key) {
        cleared.add(key);
    }

    @Override
    public void raise(String key, String department, Text text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Listing<Alarm> list(
            Reach reach, Optional<String> department, boolean standing, Optional<String> after, int limit) {
        List<Alarm> seen = reach.holds(ALARM.department()) ? List.of(ALARM) : List.of();
        return new Listing<>(seen, Optional.empty());
    }

    @Override
    public Optional<Alarm> standing(long number) {
        return Optional.of(ALARM).filter(alarm -> alarm.number() == number);
    }

    @Override
    public byte[] sm3(byte[] data) {
        return new byte[] {(byte) data.length, 3};
    }

    @Override
    public byte[] sm3(InputStream data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] hmacSm3(String alias, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] hmac(String algorithm, byte[] key, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Signature sign(String alias, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean verify(Signature signature, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String publicKey(String alias, int version) {
        return "-----BEGIN PUBLIC KEY-----\n" + alias + version + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public byte[] encrypt(String alias, byte[] plain, byte[] context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] decrypt(byte[] envelope, byte[] context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String keyOf(byte[] envelope) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Key> keys() {
        OffsetDateTime made = OffsetDateTime.parse("2026-11-25T08:30:00+08:00");
        return List.of(
                new Key("item/person", 1, "SM4", made),
                new Key("ledger", 1, "SM2", made),
                new Key("ledger", 2, "SM2", made));
    }

    @Override
    public Key rotate(String alias) {
        cleared.add("rotated " + alias);
        return new Key(alias, 2, "SM4", OffsetDateTime.parse("2026-11-25T08:30:00+08:00"));
    }

    @Override
    public Archives.Archive close(Actor actor, long block) {
        cleared.add("closed " + block + " " + actor.name());
        return list(1).get(0);
    }

    @Override
    public List<Archives.Archive> list(int limit) {
        return List.of(new Archives.Archive(
                3, 2, 4, 9, OffsetDateTime.parse("2026-11-25T08:30:00+08:00"), "ledger-3.jsonl", "ef", "0".repeat(64)));
    }

    @Override
    public void make(Path folder, List<String> hosts, List<String> clients, int days) {
        cleared.add(folder.getFileName() + " " + hosts + " " + clients + " " + days);
    }
}
