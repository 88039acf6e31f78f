package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A line of 100 MB does not pass through the node's memory. */
@InContainer
class HugeLineIT {

    private static final int MEGABYTE = 1_000_000;
    private static final int LINE = 100 * MEGABYTE;
    private static final long ROOM = 40L * MEGABYTE;

    private final Node node;
    private final Drop drop;

    HugeLineIT(Node node) {
        this.node = node;
        this.drop = node.drop("long-lines");
    }

    @Test
    void costsOnlyItselfInCsv() {
        takesAllButTheHugeLine("huge.csv", Samples.HEADING, Samples.citizenId(2) + ",secret-note", "", "record-size");
    }

    @Test
    void costsOnlyItselfInCsvWhereAQuoteNeverCloses() {
        takesAllButTheHugeLine(
                "unclosed.csv", Samples.HEADING, Samples.citizenId(2) + ",\"secret-note", "", "record-unclosed");
    }

    @Test
    void costsOnlyItselfInJsonLines() {
        takesAllButTheHugeLine(
                "huge.jsonl", "", "{\"citizen_id\":\"" + Samples.citizenId(2) + "\",\"note\":\"", "\"}", "record-size");
    }

    private void takesAllButTheHugeLine(String name, String heading, String begin, String end, String code) {
        long before = node.heapInUse();
        drop.file(name, out -> {
            text(out, heading + good(name, 0) + begin);
            byte[] filling = new byte[MEGABYTE];
            Arrays.fill(filling, (byte) 'x');
            for (int i = 0; i < LINE / MEGABYTE; i++) {
                out.write(filling);
            }
            text(out, end + "\n" + good(name, 1));
        });
        long[] most = {0};
        await(name).pollInterval(Duration.ofMillis(10)).until(() -> {
            most[0] = Math.max(most[0], node.heapInUse());
            return drop.arrival(name)
                    .map(arrival -> arrival.get("state").asText().equals("STORED"))
                    .orElse(false);
        });
        JsonNode arrival = drop.ended(name);

        assertThat(arrival.get("stored").asLong()).isEqualTo(2);
        Says.record(drop.records(arrival), code, heading.isEmpty() ? 2 : 3, "");
        assertThat(most[0] - before).as("bytes more in use while it was read").isLessThan(ROOM);
        assertThat(node.process().isAlive()).isTrue();
        assertThat(node.rest().ready()).isTrue();
    }

    private static String good(String name, long index) {
        return name.endsWith(".csv")
                ? Samples.line(index, name)
                : "{\"citizen_id\":\"" + Samples.citizenId(index) + "\",\"name\":\"好\",\"note\":\"" + name + "\"}\n";
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
