package org.chama.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What somebody who has signed in notices of an anonymous flood: asks at a fixed rate, without and during it. An answer's time counts
 * from when its question was due, so that waiting behind a slow answer counts too.
 */
final class Flood {

    private static final double AIM = 2;
    private static final int BYTES = 4_096;

    private final Bench bench;
    private final long requests;
    private final long rate;
    private final long asked;
    private final int connections;
    private final int runs;

    Flood(Bench bench, Options options) {
        this.bench = bench;
        this.requests = options.number("requests", 100_000);
        this.rate = options.number("rate", 5_000);
        this.asked = options.number("asked", 50);
        this.connections = (int) options.number("connections", 8);
        this.runs = (int) options.number("runs", 3);
    }

    void run() throws Exception {
        bench.head(
                "Anonymous flood",
                List.of(requests + " requests without identity at " + rate + " a second on " + connections
                        + " connections, on the same machine; somebody signed in asks for the list of datasets " + asked
                        + " times a second; " + runs + " rounds after a warm-up"));
        Ground ground = bench.ground("h2");
        Node node = bench.node("node", ground);
        node.declare("person-1", Persons.declaration("person-1", false));
        node.start();
        long seconds = Math.max(1, requests / rate);
        user(node, 10);
        bench.report(
                "\n| round | p50 ms | p99 ms | p99.9 ms | p50 in the flood | p99 in the flood | p99.9 in the flood | p99 ratio | refused | ledger lines |\n|---|---|---|---|---|---|---|---|---|---|");
        double[] ratios = new double[runs];
        for (int run = 0; run < runs; run++) {
            double[] quiet = user(node, seconds);
            long before = node.refusals();
            AtomicLong refused = new AtomicLong();
            CompletableFuture<Void> flood = flood(node, refused);
            double[] flooded = user(node, seconds);
            flood.join();
            ratios[run] = at(flooded, 0.99) / at(quiet, 0.99);
            bench.report(String.format(
                    Locale.ROOT,
                    "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %d | %d |",
                    run + 1,
                    at(quiet, 0.5),
                    at(quiet, 0.99),
                    at(quiet, 0.999),
                    at(flooded, 0.5),
                    at(flooded, 0.99),
                    at(flooded, 0.999),
                    ratios[run],
                    refused.get(),
                    node.refusals() - before));
        }
        Arrays.sort(ratios);
        double median = ratios[runs / 2];
        bench.report(String.format(
                Locale.ROOT,
                "%n- p99 in the flood / p99 without = %.2f (median), aim at most %.0f: %s",
                median,
                AIM,
                median > AIM ? "**above**" : "met"));
        bench.save("flood");
        node.stop();
        ground.close();
    }

    /** @return sorted milliseconds */
    private double[] user(Node node, long seconds) {
        int count = (int) (asked * seconds);
        double[] millis = new double[count];
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * 1_000_000_000L / asked;
            LockSupport.parkNanos(due - System.nanoTime());
            node.get("/api/v1/datasets?limit=1");
            millis[i] = (System.nanoTime() - due) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static double at(double[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private CompletableFuture<Void> flood(Node node, AtomicLong refused) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        long each = requests / connections;
        for (int i = 0; i < connections; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    connection(node.port(), each, refused);
                } catch (IOException e) {
                    throw new FailedRunException("the flood: " + e);
                }
            }));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private void connection(int port, long count, AtomicLong refused) throws IOException {
        byte[] request = ("GET /api/v1/ledger HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[BYTES];
        long begin = System.nanoTime();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (long i = 0; i < count; i++) {
                LockSupport.parkNanos(begin + i * 1_000_000_000L * connections / rate - System.nanoTime());
                out.write(request);
                refused.addAndGet(refused(in, answer) ? 1 : 0);
            }
        }
    }

    /** Reads an answer of chunks to its end, which is an empty one. */
    private static boolean refused(InputStream in, byte[] answer) throws IOException {
        int length = 0;
        while (length < 5 || !ends(answer, length)) {
            int n = in.read(answer, length, answer.length - length);
            if (n <= 0) {
                throw new IOException("no whole answer");
            }
            length += n;
        }
        return answer[9] == '4';
    }

    private static boolean ends(byte[] answer, int length) {
        byte[] end = {'0', '\r', '\n', '\r', '\n'};
        return Arrays.equals(answer, length - end.length, length, end, 0, end.length);
    }
}
