package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.chama.generator.Column;
import org.chama.generator.Emission;
import org.chama.generator.Encoding;
import org.chama.generator.Expected;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;
import org.chama.generator.RowHash;
import org.chama.generator.Sentinel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the demo shows: a connector and a stricter mask come into the running node while files keep coming. */
@InContainer
class HotDeployIT {

    private static final String MARRIAGES = "marriage-registration";
    private static final String WEATHER = "weather-observation";
    private static final String MASKS = "deploy/chama-desensitization.jar";
    private static final String CONNECTOR = "deploy/weather.jar";
    private static final String SETTINGS = "etc/org.chama.connector.weather.cfg";
    private static final Path EXAMPLE = Path.of("..", "examples", "weather", "etc", "datasets");
    private static final int ROWS = 400;
    private static final Recipe RECIPE = Recipe.of(Kind.MARRIAGE).withEncoding(Encoding.GB18030);
    private static final Duration TO_DEPLOY = Duration.ofSeconds(40);

    private final Node node;
    private final ScheduledExecutorService registry = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<Expected> dropped = new AtomicReference<>(new Expected(0, 0, 0, 0, 0, 0, 0));
    private final AtomicBoolean ended = new AtomicBoolean();
    private int files;

    HotDeployIT(Node node) {
        this.node = node;
    }

    @AfterEach
    void takeAllBack() {
        ended.set(true);
        registry.shutdownNow();
        node.remove(MASKS);
        node.remove(SETTINGS);
        node.remove(CONNECTOR);
        await().atMost(TO_DEPLOY).until(() -> node.shell()
                .run("bundle:list")
                .lines()
                .noneMatch(line -> line.contains("weather") || line.contains("0.2.0")));
    }

    @Test
    void aConnectorAndAStricterMaskComeWhileDataMovesAndNothingIsLostDoubledOrLeaked() {
        int before = node.rest().open(MARRIAGES).size();
        long hashBefore = hash(node.rest().share(MARRIAGES));
        registry.scheduleWithFixedDelay(this::dropOneFile, 0, 250, TimeUnit.MILLISECONDS);
        await().until(() -> openCount() > before);
        CompletableFuture<Integer> looking = CompletableFuture.supplyAsync(this::lookForLeaks);

        deployTheWeatherConnector();
        await().atMost(TO_DEPLOY).until(() -> versions().contains("0.1.0"));
        node.put(MASKS, Bundles.built("desensitization-next"));
        await().atMost(TO_DEPLOY).until(() -> versions().contains("0.2.0"));
        int after = files;
        await().until(() -> files > after + 3);
        node.remove(MASKS);
        await().atMost(TO_DEPLOY).until(() -> latestVersions().equals(Set.of("0.1.0")));
        stopDropping();

        Expected expected = dropped.get();
        await().until(() -> openCount() == before + expected.stored());
        ended.set(true);
        assertThat(looking.join()).as("looks at the open copy").isGreaterThan(5);
        assertThat(node.rest().share(MARRIAGES)).hasSize(before + (int) expected.stored());
        assertThat(hash(node.rest().share(MARRIAGES)) - hashBefore).isEqualTo(expected.hash());
        assertEachBatchHasOneVersion(before + expected.stored());
        assertRowsAreMaskedByOneOfBoth(before);
    }

    private void deployTheWeatherConnector() {
        Path stations = Assembly.TARGET.resolve("stations");
        try {
            Files.createDirectories(stations);
            node.put("etc/datasets/" + WEATHER + ".json", Files.readAllBytes(EXAMPLE.resolve(WEATHER + ".json")));
            node.put(CONNECTOR, Bundles.built("weather"));
            node.put(
                    SETTINGS, ("source = " + stations + "\nconfidentiality = none\n").getBytes(StandardCharsets.UTF_8));
            await().atMost(TO_DEPLOY)
                    .until(() ->
                            node.rest().get(Rest.API + "/datasets/" + WEATHER).statusCode() == 200);
            for (int report = 0; report < 5; report++) {
                Path hidden = stations.resolve(".report");
                Files.writeString(
                        hidden,
                        "station=53001;time=2026-01-01 08:0" + report + ":00;temperature=" + report
                                + ".5;humidity=40\nstation=53002;time=2026-01-01 08:0" + report
                                + ":00;temperature=-" + report + ".5;humidity=41\n");
                Files.move(hidden, stations.resolve(report + ".obs"), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(TO_DEPLOY).until(() -> node.rest().open(WEATHER).size() == 10);
        assertThat(node.rest().share(WEATHER))
                .extracting(row ->
                        row.get("station").asText() + " " + row.get("time").asText() + " "
                                + row.get("temperature").decimalValue().toPlainString())
                .contains("53001 2026-01-01 08:04:00 4.5", "53002 2026-01-01 08:03:00 -3.5")
                .doesNotHaveDuplicates();
        JsonNode connectors = node.rest().json("/connectors").get("connectors");
        assertThat(connectors)
                .filteredOn(connector -> connector.get("bundle").asText().equals("chama-connector-weather"))
                .hasSize(1)
                .allMatch(connector -> connector.get("state").asText().equals("UP"))
                .allMatch(connector -> connector.get("datasets").get(0).asText().equals(WEATHER));
    }

    private void dropOneFile() {
        Expected[] one = new Expected[1];
        long from = (long) files * ROWS;
        node.drop("civil-affairs", MARRIAGES)
                .file(
                        "marriages-" + files + ".csv",
                        out -> one[0] = new Emission(RECIPE, true, false).write(from, ROWS, out));
        dropped.accumulateAndGet(one[0], Expected::plus);
        files++;
    }

    private void stopDropping() {
        registry.shutdown();
        try {
            assertThat(registry.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reads the open copy again and again; it must never hold a value as it was sent. */
    private int lookForLeaks() {
        int looks = 0;
        while (!ended.get()) {
            HttpResponse<String> page = node.rest().get(Rest.API + "/open/" + MARRIAGES + "/records?limit=10000");
            assertThat(page.statusCode()).isEqualTo(200);
            boolean leaks = page.body().contains(Sentinel.HANZI)
                    || page.body().contains(Sentinel.ZEROS)
                    || page.body().contains("J530000")
                    || page.body().contains("_id");
            assertThat(leaks).as("a value in the open copy as it was sent").isFalse();
            looks++;
        }
        return looks;
    }

    private long openCount() {
        return node.rest().open(MARRIAGES).size();
    }

    private static long hash(List<JsonNode> records) {
        long hash = 0;
        for (JsonNode record : records) {
            List<String> values = new ArrayList<>();
            for (Column column : Kind.MARRIAGE.columns()) {
                values.add(record.get(column.name()).asText());
            }
            hash += RowHash.of(values.toArray(String[]::new));
        }
        return hash;
    }

    private void assertEachBatchHasOneVersion(long rows) {
        Map<String, Set<String>> versions = new HashMap<>();
        long released = 0;
        for (JsonNode batch : node.rest().all("/batches?limit=1000&dataset=" + MARRIAGES, "batches")) {
            String id = batch.get("id").asText();
            JsonNode releases = node.rest().json("/batches/" + id + "/trace").get("releases");
            assertThat(releases).as(id).hasSize(1);
            released += releases.get(0).get("rows").asLong();
            versions.put(id, versionsOf(releases));
        }
        assertThat(versions.values()).allMatch(one -> one.size() == 1);
        assertThat(versions.values()).contains(Set.of("0.1.0"), Set.of("0.2.0"));
        assertThat(released).isEqualTo(rows);
    }

    /** Rows of 0.1.0 show the surname and the end of the phone number, those of 0.2.0 neither. */
    private void assertRowsAreMaskedByOneOfBoth(int before) {
        int[] rows = new int[2];
        List<JsonNode> open = node.rest().open(MARRIAGES);
        for (JsonNode row : open.subList(before, open.size())) {
            String phone = row.get("phone").asText();
            String names =
                    row.get("husband_name").asText() + row.get("wife_name").asText();
            boolean former = phone.matches("1\\d\\d\\*{4}0{4}") && names.matches("(\\p{IsHan}{1,2}\\*{1,3}){2}");
            boolean next = phone.matches("1\\d\\d\\*{8}") && names.matches("\\*+");
            assertThat(former ^ next).as(row.toString()).isTrue();
            assertThat(row.get("registered_on").asText()).doesNotContain("-01-15");
            rows[next ? 1 : 0]++;
        }
        assertThat(rows[0]).isPositive();
        assertThat(rows[1]).isPositive();
    }

    /** The versions of the masks that made the latest released batches. */
    private Set<String> versions() {
        return versions(5);
    }

    private Set<String> latestVersions() {
        return versions(1);
    }

    private Set<String> versions(int batches) {
        Set<String> found = new HashSet<>();
        int left = batches;
        for (JsonNode batch :
                node.rest().json("/batches?limit=20&dataset=" + MARRIAGES).get("batches")) {
            JsonNode releases = node.rest()
                    .json("/batches/" + batch.get("id").asText() + "/trace")
                    .get("releases");
            if (!releases.isEmpty() && left-- > 0) {
                found.addAll(versionsOf(releases));
            }
        }
        return found;
    }

    private static Set<String> versionsOf(JsonNode releases) {
        Set<String> versions = new HashSet<>();
        for (JsonNode release : releases) {
            for (JsonNode policy : release.get("policies")) {
                String bundle = policy.asText().substring(policy.asText().lastIndexOf('/') + 1);
                versions.add(bundle.substring(0, 5));
            }
        }
        return versions;
    }
}
