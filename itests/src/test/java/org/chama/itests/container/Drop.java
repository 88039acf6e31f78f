package org.chama.itests.container;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** One drop folder and what becomes of the files in it. */
final class Drop {

    private static final Set<String> ENDED = Set.of("STORED", "REPEAT", "REFUSED", "HELD", "VOID");
    private static final String CHINESE = "zh-CN";
    private static final String ENGLISH = "en";

    private final Node node;
    private final String department;
    private final String dataset;

    Drop(Node node, String department, String dataset) {
        this.node = node;
        this.department = department;
        this.dataset = dataset;
    }

    /** Writes a file's content. */
    @FunctionalInterface
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    /**
     * What is said of a record or of a whole file that was not taken.
     *
     * @param line in the file, 0 for the file as a whole
     */
    record Refusal(String code, String zh, String en, long line, long position, String stage, String item) {}

    Path folder() {
        try {
            return Files.createDirectories(
                    node.home().resolve("drop").resolve(department).resolve(dataset));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops a file as legacy systems do: under a hidden name, renamed, then its marker. */
    void file(String name, Content content) {
        Path folder = folder();
        try {
            Path hidden = folder.resolve(".writing-" + UUID.randomUUID());
            try (OutputStream out = Files.newOutputStream(hidden)) {
                content.to(out);
            }
            Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            Files.createFile(folder.resolve(name + ".done"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void file(String name, String content) {
        file(name, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Drops a file and waits for its end. */
    JsonNode take(String name, String content) {
        file(name, content);
        return ended(name);
    }

    JsonNode take(String name, Content content) {
        file(name, content);
        return ended(name);
    }

    /** Waits for the end of the latest arrival of a file name: its listing. */
    JsonNode ended(String name) {
        await(name).until(() -> arrival(name)
                .map(arrival -> ENDED.contains(arrival.get("state").asText()))
                .orElse(false));
        return arrival(name).orElseThrow();
    }

    /** The latest arrival of a file name. */
    Optional<JsonNode> arrival(String name) {
        String source = department + "/" + dataset + "/" + name;
        for (JsonNode arrival :
                node.rest().json("/arrivals?limit=100&dataset=" + dataset).get("arrivals")) {
            if (arrival.get("source").asText().equals(source)) {
                return Optional.of(arrival);
            }
        }
        return Optional.empty();
    }

    /** Why a file as a whole, or the rest of it, was not taken, in both languages. */
    Refusal whole(JsonNode arrival) {
        String path = "/arrivals/" + arrival.get("number").asLong();
        JsonNode zh = node.rest().json(path, "Accept-Language", CHINESE).get("refusal");
        JsonNode en = node.rest().json(path, "Accept-Language", ENGLISH).get("refusal");
        return new Refusal(
                zh.path("code").asText(),
                zh.path("text").asText(),
                en.path("text").asText(),
                0,
                0,
                "",
                "");
    }

    /** The records of an arrival that were not taken, in both languages. */
    List<Refusal> records(JsonNode arrival) {
        String path = "/quarantine?limit=1000&arrival=" + arrival.get("number").asLong();
        JsonNode zh = node.rest().json(path, "Accept-Language", CHINESE).get("rows");
        JsonNode en = node.rest().json(path, "Accept-Language", ENGLISH).get("rows");
        return Stream.iterate(0, i -> i < zh.size(), i -> i + 1)
                .map(i -> new Refusal(
                        zh.get(i).get("refusal").get("code").asText(),
                        zh.get(i).get("refusal").get("text").asText(),
                        en.get(i).get("refusal").get("text").asText(),
                        zh.get(i).get("line").asLong(),
                        zh.get(i).get("position").asLong(),
                        zh.get(i).get("stage").asText(),
                        zh.get(i).get("item").asText()))
                .toList();
    }

    /** Where the file of an ended arrival lies now; its report lies beside it. @param place archive or quarantine */
    Path in(String place, JsonNode arrival) {
        String source = arrival.get("source").asText();
        return node.home()
                .resolve(place)
                .resolve(department)
                .resolve(dataset)
                .resolve(arrival.get("number").asLong() + "-" + source.substring(source.lastIndexOf('/') + 1));
    }

    /** The report of an ended arrival. */
    JsonNode report(String place, JsonNode arrival) {
        Path report = in(place, arrival).resolveSibling(in(place, arrival).getFileName() + ".report.json");
        await("report").until(() -> Files.exists(report) && Files.exists(in(place, arrival)));
        try {
            return Rest.parse(Files.readString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
