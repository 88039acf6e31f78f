package org.chama.ledger.verifier;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Makes a large export to measure with, and measures the floor of its verification.
 *
 * <p>{@code LargeExport make <folder> <lines> <lines a block>} writes {@code export.jsonl}, {@code public.pem} and {@code head};
 * {@code LargeExport floor <lines> <bytes a line>} times nothing but the SM3 that a verification cannot do without.
 */
final class LargeExport {

    private LargeExport() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("make")) {
            make(Path.of(arguments[1]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        } else {
            floor(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        }
    }

    private static void make(Path folder, long lines, int most) throws IOException {
        TestKey key = new TestKey(1);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("public.pem"), key.pem());
        byte[] previous = new byte[Sm3.BYTES];
        byte[] seal = new byte[Sm3.BYTES];
        byte[][] digests = new byte[most][Sm3.BYTES];
        String[][] fields = new String[most][];
        long[] moments = new long[most];
        LineBytes bytes = new LineBytes();
        Sm3 sm3 = new Sm3();
        MerkleTree tree = new MerkleTree();
        long hashed = 0;
        long block = 1;
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve("export.jsonl")), 1 << 20)) {
            ExportWriter writer = new ExportWriter(out);
            writer.begin(1, 0, "");
            for (long first = 1; first <= lines; first += most, block++) {
                int count = (int) Math.min(most, lines - first + 1);
                long sealed = TestLedger.START + block * TestLedger.SECOND;
                tree.clear();
                for (int i = 0; i < count; i++) {
                    long n = first + i;
                    moments[i] = sealed - (count - i) * 10L;
                    fields[i] = fields(n);
                    bytes.begin(LineBytes.FORM, moments[i]);
                    for (String field : fields[i]) {
                        bytes.add(field);
                    }
                    hashed += bytes.length();
                    sm3.digest(bytes.bytes(), 0, bytes.length(), digests[i], 0);
                    tree.add(digests[i], 0);
                }
                Header header =
                        new Header(block, first, count, sealed, previous, seal, tree.root(), "ledger/1", "SM2-SM3");
                byte[] signature = key.sign(header.bytes());
                previous = header.hash();
                seal = Sm3.of(signature);
                writer.block(header, previous, signature);
                for (int i = 0; i < count; i++) {
                    writer.line(first + i, moments[i], LineBytes.FORM, fields[i], digests[i]);
                }
            }
            writer.end();
        }
        Files.writeString(
                folder.resolve("head"), (block - 1) + ":" + HexFormat.of().formatHex(previous));
        System.out.println(
                lines + " lines, " + (block - 1) + " blocks, " + hashed / lines + " bytes a line are hashed");
    }

    private static String[] fields(long n) {
        String request = Long.toHexString(n * 0x9e3779b97f4a7c15L);
        return new String[] {
            "account:operator-" + n % 97,
            "civil-affairs",
            "OPERATOR",
            "rest",
            request,
            "batch-stored",
            "batch:" + n / 200 + ":" + n % 200,
            "{\"batch\":\"" + n / 200 + ":" + n % 200
                    + "\",\"dataset\":\"marriage-registration\",\"version\":1,\"first\":1,"
                    + "\"last\":5000,\"stored\":4988,\"名称\":\"婚姻登记\"}",
            "",
            request + request,
            "yunnan-2021/3"
        };
    }

    private static void floor(long lines, int size) {
        byte[] line = new byte[size];
        byte[] node = new byte[1 + 2 * Sm3.BYTES];
        Sm3 sm3 = new Sm3();
        long start = System.nanoTime();
        for (long i = 0; i < lines; i++) {
            line[(int) (i % size)]++;
            sm3.digest(line, 0, size, node, 1);
            sm3.digest(node, 0, node.length, node, 1);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long compressions = lines * ((size + 9 + 63) / 64 + 2);
        System.out.printf(
                "floor: %.1f s for the SM3 of %d lines of %d bytes and their trees, %.0f MB/s of compressed blocks (%d)%n",
                seconds, lines, size, compressions * 64 / seconds / 1e6, node[1] & 1);
    }
}
