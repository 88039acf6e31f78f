package org.chama.itests.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A node's REST door as a client sees it. Thread-safe. */
public final class Rest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private volatile Optional<Staff> staff = Optional.empty();

    Rest(String base) {
        this.base = base;
    }

    String base() {
        return base;
    }

    /** Who asks from now on: the platform's operator among them. */
    void as(Staff people) {
        staff = Optional.of(people);
    }

    /** Whether the node says it can take data. */
    boolean ready() throws InterruptedException {
        try {
            return send("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false; // nothing listens yet
        }
    }

    public JsonNode get(String path) {
        try {
            HttpResponse<String> response = send(path);
            if (response.statusCode() != 200) {
                throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
            }
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The arrival of a file, by its name. */
    public Optional<JsonNode> arrival(Sample sample, String file) {
        return StreamSupport.stream(
                        get("/api/v1/arrivals?limit=100&dataset=" + sample.dataset())
                                .get("arrivals")
                                .spliterator(),
                        false)
                .filter(arrival -> arrival.get("source").asText().endsWith("/" + file))
                .findFirst();
    }

    /** How far the open copy of a dataset has come. */
    public JsonNode release(Sample sample) {
        return StreamSupport.stream(get("/api/v1/releases").get("releases").spliterator(), false)
                .filter(release -> release.get("dataset").asText().equals(sample.dataset()))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        staff.ifPresent(people -> request.headers(people.headers(Staff.OPERATIONS)));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
