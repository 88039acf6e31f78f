package org.chama.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.crypto.Crypto;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.api.notices.Alarms;

/** A ledger, alarms and keys of one entry each; remembers what was written. */
final class Archive implements Ledger, Archives, Alarms, Crypto {

    static final Line LINE = new Line(
            9,
            Fakes.AT,
            new Actor("account:li", "police", "OPERATOR", "rest", "r1"),
            "batch-replayed",
            "batch:12:3",
            "{}",
            "",
            "ab",
            "");
    static final Line READ = new Line(
            10,
            Fakes.AT,
            new Actor("account:li", "police", "OPERATOR", "rest", "r2"),
            "records-read",
            "dataset:person",
            "{}",
            "",
            "",
            "");
    static final Archives.Archive FILE =
            new Archives.Archive(1, 1, 4, 9, Fakes.AT, "ledger-000001.jsonl.gz", "ef", "00");
    static final Head HEAD = new Head(4, 9, Fakes.AT, "cd", "ledger/1", "MEU=");
    static final Alarm ALARM =
            new Alarm(8, "disk-full", "police", new Text("磁盘已满", "the disk is full"), Fakes.AT, Optional.empty(), 2);

    final List<Entry> written = new ArrayList<>();
    final List<String> cleared = new ArrayList<>();
    final AtomicInteger heads = new AtomicInteger();
    CountDownLatch verifying = new CountDownLatch(0);
    Selection selection;
    long closed;

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
        return new Verification(4, 9, Optional.empty(), Optional.of(HEAD));
    }

    @Override
    public Archives.Archive close(Actor actor, long block) {
        closed = block;
        return FILE;
    }

    @Override
    public List<Archives.Archive> list(int limit) {
        return List.of(FILE);
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
        return List.of(
                new Key("item/person", 1, "SM4", Fakes.AT),
                new Key("ledger", 1, "SM2", Fakes.AT),
                new Key("ledger", 2, "SM2", Fakes.AT));
    }

    @Override
    public Key rotate(String alias) {
        return new Key(alias, 2, "SM4", Fakes.AT);
    }
}
