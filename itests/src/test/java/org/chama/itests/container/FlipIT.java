package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A snapshot comes into sight in one step, in both zones, for readers of one page and of many. */
@InContainer
class FlipIT {

    private static final String DATASET = "flips";
    private static final int ROWS = 6_000;
    private static final int FIRST = 100;
    private static final int LAST = 105;

    private final Node node;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger walks = new AtomicInteger();

    FlipIT(Node node) {
        this.node = node;
    }

    @Test
    void readersSeeOneWholeGenerationAlways() {
        drop(FIRST);
        await().until(() -> generation(node.rest().open(DATASET)) == FIRST);
        List<CompletableFuture<Set<Integer>>> readers = List.of(
                reader(() -> node.rest().share(DATASET)),
                reader(() -> node.rest().open(DATASET)),
                reader(this::inSmallPages));
        try {
            for (int generation = FIRST + 1; generation <= LAST; generation++) {
                int now = generation;
                int before = walks.get();
                drop(generation);
                assertThat(generation(node.rest().share(DATASET))).isEqualTo(generation);
                await().until(() -> generation(node.rest().open(DATASET)) == now && walks.get() > before + 3);
            }
        } finally {
            ended.set(true);
        }
        readers.forEach(
                reader -> assertThat(reader.join()).as("generations seen").hasSizeGreaterThan(2));
    }

    @Test
    void theTraceOfASnapshotCountsAllItsRows() {
        drop(FIRST - 1);
        String batch = node.rest()
                .json("/batches?limit=1&dataset=" + DATASET)
                .get("batches")
                .get(0)
                .get("id")
                .asText();
        await().until(() -> !node.rest()
                .json("/batches/" + batch + "/trace")
                .get("releases")
                .isEmpty());
        JsonNode releases = node.rest().json("/batches/" + batch + "/trace").get("releases");

        assertThat(releases).hasSize(1);
        assertThat(releases.get(0).get("rows").asInt()).isEqualTo(ROWS);
    }

    @Test
    void aSnapshotThatShrankByHalfWaitsForAPerson() {
        drop(LAST + 1);
        JsonNode held = node.drop(DATASET).take("shrunk.csv", file(LAST + 2, ROWS / 3));

        assertThat(held.get("state").asText()).isEqualTo("HELD");
        Says.whole(node.drop(DATASET).whole(held), "snapshot-shrunk");
        assertThat(generation(node.rest().share(DATASET))).isEqualTo(LAST + 1);
        HttpResponse<String> taken = node.rest()
                .post(Rest.API + "/arrivals/" + held.get("number").asLong() + "/take", "{\"reason\":\"确认\"}");
        assertThat(taken.statusCode()).isEqualTo(200);
        await().until(() -> node.rest().share(DATASET).size() == ROWS / 3);
    }

    private void drop(int generation) {
        JsonNode arrival = node.drop(DATASET).take("flip" + generation + ".csv", file(generation, ROWS));
        assertThat(arrival.get("state").asText()).as(arrival.toString()).isEqualTo("STORED");
    }

    private static String file(int generation, int rows) {
        StringBuilder file = new StringBuilder("generation,row\n");
        for (int row = 0; row < rows; row++) {
            file.append(generation).append(',').append(row).append('\n');
        }
        return file.toString();
    }

    /** Reads again and again until told to end; fails at the first reading that is not one whole generation. */
    private CompletableFuture<Set<Integer>> reader(Supplier<List<JsonNode>> reading) {
        return CompletableFuture.supplyAsync(() -> {
            Set<Integer> seen = new HashSet<>();
            int latest = FIRST;
            while (!ended.get()) {
                List<JsonNode> rows = reading.get();
                int generation = generation(rows);
                assertThat(rows).hasSize(ROWS);
                assertThat(generation).isGreaterThanOrEqualTo(latest);
                latest = generation;
                seen.add(generation);
                walks.incrementAndGet();
            }
            return seen;
        });
    }

    private List<JsonNode> inSmallPages() {
        return node.rest().all("/open/" + DATASET + "/records?limit=700", "records");
    }

    /** The one generation of all rows. */
    private static int generation(List<JsonNode> rows) {
        Set<Integer> generations = new HashSet<>();
        rows.forEach(row -> generations.add(row.get("generation").asInt()));
        assertThat(generations).hasSizeLessThanOrEqualTo(1);
        return generations.isEmpty() ? -1 : generations.iterator().next();
    }
}
