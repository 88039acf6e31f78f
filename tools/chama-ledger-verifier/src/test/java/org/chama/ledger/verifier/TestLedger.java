package org.chama.ledger.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A small ledger in memory, whose blocks and lines a test may change before it is written. */
final class TestLedger {

    static final long START = 1_760_000_000_000_000L;
    static final long SECOND = 1_000_000L;

    final List<Block> blocks = new ArrayList<>();

    /** A sealed line. */
    static final class Line {
        long number;
        long micros;
        int form = LineBytes.FORM;
        String[] fields;
        byte[] digest;

        Line copy() {
            Line copy = new Line();
            copy.number = number;
            copy.micros = micros;
            copy.form = form;
            copy.fields = fields.clone();
            copy.digest = digest.clone();
            return copy;
        }

        void seal() {
            digest = digestOf(this);
        }
    }

    /** A block with its lines. */
    static final class Block {
        long number;
        long sealed;
        List<Line> lines = new ArrayList<>();
        Header header;
        byte[] hash;
        byte[] signature;

        Block copy() {
            Block copy = new Block();
            copy.number = number;
            copy.sealed = sealed;
            copy.lines = new ArrayList<>(lines.stream().map(Line::copy).toList());
            copy.header = header;
            copy.hash = hash;
            copy.signature = signature;
            return copy;
        }
    }

    /** The same for the same seed; every signature is by the key. */
    static TestLedger of(long seed, int blocks, int most, TestKey key) {
        Random random = new Random(seed);
        TestLedger ledger = new TestLedger();
        long line = 1;
        for (int b = 1; b <= blocks; b++) {
            Block block = new Block();
            block.number = b;
            block.sealed = START + b * SECOND;
            int count = 1 + random.nextInt(most);
            for (int i = 0; i < count; i++) {
                block.lines.add(line(line++, block.sealed - random.nextInt(900_000), random));
            }
            ledger.blocks.add(block);
        }
        for (int b = 0; b < blocks; b++) {
            ledger.reseal(b);
            ledger.blocks.get(b).signature =
                    key.sign(ledger.blocks.get(b).header.bytes());
        }
        return ledger;
    }

    static Line line(long number, long micros, Random random) {
        Line line = new Line();
        line.number = number;
        line.micros = micros;
        line.form = random.nextInt(8) == 0 ? 1 : 2;
        boolean two = line.form == 2;
        line.fields = new String[] {
            "account:zhang-" + random.nextInt(40),
            two ? "civil-affairs" : "",
            two ? "OPERATOR" : "",
            two ? "rest" : "",
            two ? Long.toHexString(random.nextLong()) : "",
            "batch-stored",
            "batch:" + random.nextInt(500) + ":" + random.nextInt(20),
            "{\"数据集\":\"婚姻登记\",\"rows\":" + random.nextInt(5000) + ",\"text\":\"a\\\"b\\\\c\n\u0001\"}",
            two && random.nextBoolean() ? Long.toHexString(random.nextLong()) : "",
            two ? Long.toHexString(random.nextLong()) : "",
            two && random.nextBoolean() ? "yunnan-2021/3" : ""
        };
        line.seal();
        return line;
    }

    static byte[] digestOf(Line line) {
        LineBytes bytes = new LineBytes();
        bytes.begin(line.form, line.micros);
        for (String field : line.fields) {
            bytes.add(field);
        }
        byte[] digest = new byte[Sm3.BYTES];
        new Sm3().digest(bytes.bytes(), 0, bytes.length(), digest, 0);
        return digest;
    }

    /** Everything anew from the stated digests of this block's lines on, the signatures left as they are: what a forger without the key can do. */
    void seal(int from) {
        for (int b = from; b < blocks.size(); b++) {
            reseal(b);
        }
    }

    /** This block's header anew. */
    void reseal(int at) {
        Block block = blocks.get(at);
        MerkleTree tree = new MerkleTree();
        block.lines.forEach(line -> tree.add(line.digest, 0));
        byte[] zeros = new byte[Sm3.BYTES];
        Block before = at == 0 ? null : blocks.get(at - 1);
        block.header = new Header(
                block.number,
                block.lines.get(0).number,
                block.lines.size(),
                block.sealed,
                before == null ? zeros : before.hash,
                before == null ? zeros : Sm3.of(before.signature),
                tree.root(),
                "ledger/1",
                "SM2-SM3");
        block.hash = block.header.hash();
    }

    /** A block after the last one by a sealer that signs whatever it finds. */
    void sealOver(TestKey key) {
        Block last = blocks.get(blocks.size() - 1);
        Block block = new Block();
        block.number = last.number + 1;
        block.sealed = last.sealed + SECOND;
        long number = last.lines.get(last.lines.size() - 1).number + 1;
        block.lines.add(line(number, block.sealed, new Random(number)));
        blocks.add(block);
        reseal(blocks.size() - 1);
        block.signature = key.sign(block.header.bytes());
    }

    TestLedger copy() {
        TestLedger copy = new TestLedger();
        blocks.forEach(block -> copy.blocks.add(block.copy()));
        return copy;
    }

    long lines() {
        return blocks.stream().mapToLong(block -> block.lines.size()).sum();
    }

    String head(int block) {
        Block of = blocks.get(block - 1);
        return block + ":" + HexFormat.of().formatHex(of.hash);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, 0, "");
        return out.toByteArray();
    }

    void write(OutputStream into, long archive, String previous) {
        try {
            ExportWriter writer = new ExportWriter(into);
            writer.begin(blocks.isEmpty() ? 1 : blocks.get(0).number, archive, previous);
            for (Block block : blocks) {
                writer.block(block.header, block.hash, block.signature);
                for (Line line : block.lines) {
                    writer.line(line.number, line.micros, line.form, line.fields, line.digest);
                }
            }
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
