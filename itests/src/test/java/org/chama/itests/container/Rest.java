package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The REST door, as a caller sees it. Thread-safe. */
final class Rest {

    static final String API = "/api/v1";

    /** Numbers keep the digits they are written with. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Rest(int port) {
        this.base = "http://127.0.0.1:" + port;
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
        return headers.length == 0 ? request : request.headers(headers);
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

    boolean ready() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ConnectException) {
                return false;
            }
            throw e;
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
