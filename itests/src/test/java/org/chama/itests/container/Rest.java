package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chama.itests.node.Staff;

/** The REST door, as a caller sees it. Thread-safe. */
final class Rest {

    static final String API = "/api/v1";

    /** Numbers keep the digits they are written with. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Pattern RECORDS = Pattern.compile("/datasets/([^/]+)/records/query");
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Optional<Staff> staff;
    private final Map<String, String> departments = new ConcurrentHashMap<>();

    /** The door as somebody sees it who has not signed in. */
    Rest(int port) {
        this("http://127.0.0.1:" + port, Optional.empty());
    }

    private Rest(String base, Optional<Staff> staff) {
        this.base = base;
        this.staff = staff;
    }

    /** The door as the platform's operator sees it, who asks for records as their department. */
    Rest as(Staff people) {
        return new Rest(base, Optional.of(people));
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    HttpResponse<String> post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
        staff.ifPresent(people -> request.headers(people.headers(asker(path))));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Records are asked for by the department they belong to, everything else by the platform's operator. */
    private String asker(String path) {
        Matcher records = RECORDS.matcher(path);
        return records.find() ? departments.computeIfAbsent(records.group(1), this::department) : Staff.OPERATIONS;
    }

    private String department(String dataset) {
        HttpResponse<String> found = get(API + "/datasets/" + dataset);
        return found.statusCode() == 200 ? parse(found.body()).get("department").asText() : Node.OFFICE;
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A node that is about to start may take a connection and never answer. */
    boolean ready() {
        try {
            return client.send(
                                    request("/health/ready").timeout(SOON).GET().build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What lies below {@code /api/v1}, in the language asked for; it must be there. */
    JsonNode json(String path, String... headers) {
        HttpResponse<String> answer = get(API + path, headers);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** Every entry of a listing, page by page. @param path with its query */
    List<JsonNode> all(String path, String member) {
        List<JsonNode> found = new ArrayList<>();
        each(path, member, found::add);
        return found;
    }

    void each(String path, String member, Consumer<JsonNode> entry) {
        String joint = path.contains("?") ? "&" : "?";
        JsonNode page = json(path);
        page.get(member).forEach(entry);
        while (!page.get("next").isNull()) {
            page = json(path + joint + "after=" + page.get("next").asText());
            page.get(member).forEach(entry);
        }
    }

    /** Every record of the open copy, page by page. */
    List<JsonNode> open(String dataset) {
        return all("/open/" + dataset + "/records?limit=10000", "records");
    }

    /** Every record of the share zone, page by page. */
    List<JsonNode> share(String dataset) {
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> answer =
                    post(API + "/datasets/" + dataset + "/records/query", "{\"limit\":10000" + after + "}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = parse(answer.body());
            page.get("records").forEach(found::add);
            after = page.get("next").isNull()
                    ? ""
                    : ",\"after\":\"" + page.get("next").asText() + "\"";
        } while (!after.isEmpty());
        return found;
    }

    /** The code of problem details, and that they are such. */
    static String problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        return parse(answer.body()).get("code").asText();
    }
}
