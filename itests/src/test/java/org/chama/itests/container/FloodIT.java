package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand anonymous requests make a few lines, not a hundred thousand, and whoever has signed in is answered meanwhile. How
 * fast is measured in benchmarks/, not here.
 */
@InContainer
class FloodIT {

    private static final int REQUESTS = 100_000;
    private static final int CONNECTIONS = 8;
    private static final int IN_A_ROW = 250;

    /** Of one network there is a line a door and window, and a window is a second in this package. */
    private static final int LINES_A_SECOND = 2;

    private final Node node;

    FloodIT(Node node) {
        this.node = node;
    }

    @Test
    void makesABoundedNumberOfLines() {
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        AtomicInteger left = new AtomicInteger(REQUESTS);
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> floods = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            floods.add(CompletableFuture.runAsync(() -> {
                while (left.addAndGet(-IN_A_ROW) >= 0) {
                    refused.addAndGet(row());
                }
            }));
        }
        int answered = 0;
        while (!floods.stream().allMatch(CompletableFuture::isDone)) {
            assertThat(node.rest().get(Rest.API + "/datasets?limit=1").statusCode())
                    .isEqualTo(200);
            answered++;
        }
        floods.forEach(CompletableFuture::join);
        long seconds = Math.max(1, ChronoUnit.SECONDS.between(since, Instant.now()));

        assertThat(refused.get()).isEqualTo(REQUESTS);
        assertThat(answered).as("requests of somebody signed in").isGreaterThan(20);
        await().untilAsserted(() -> assertThat(counted(lines(since))).isGreaterThan(1_000));
        assertThat(lines(since).size()).isLessThanOrEqualTo((int) (seconds + 5) * LINES_A_SECOND);
        Transcript.note(
                "flood.txt",
                REQUESTS + " requests, " + lines(since).size() + " lines, " + seconds + " s, " + answered
                        + " answers to somebody signed in");
    }

    /** Sends requests one after the other on one connection. @return how many were refused */
    private int row() {
        byte[] request = ("GET /api/v1/ledger HTTP/1.1\r\nHost: 127.0.0.1:"
                        + node.ports().http() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        int refused = 0;
        try (Socket socket = new Socket("127.0.0.1", node.ports().http())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < IN_A_ROW; i++) {
                out.write(request);
                refused += answer(in).matches("HTTP/1.1 (401|429) .*") ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return refused;
    }

    /** Reads one answer, which ends with an empty chunk or says its length. @return its first line */
    private static String answer(InputStream in) throws IOException {
        String first = line(in);
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        if (length >= 0) {
            in.readNBytes(length);
            return first;
        }
        for (int chunk = Integer.parseInt(line(in), 16); chunk > 0; chunk = Integer.parseInt(line(in), 16)) {
            in.readNBytes(chunk + 2);
        }
        line(in);
        return first;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private List<JsonNode> lines(Instant since) {
        List<JsonNode> lines = new ArrayList<>();
        node.staff()
                .call(Staff.AUDITOR, "GET", "/ledger?limit=1000&kind=refused&actor=nobody&from=" + since, "", 200)
                .get("lines")
                .forEach(lines::add);
        return lines;
    }

    private static long counted(List<JsonNode> lines) {
        return lines.stream()
                .mapToLong(line ->
                        Rest.parse(line.get("detail").asText()).get("count").asLong())
                .sum();
    }
}
