package org.chama.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Who asks a node: the platform's operator, and an operator of the department that may read its records. */
final class People {

    static final String OPERATIONS = "operations";

    private static final String ADMINISTRATOR = "administrator";
    private static final String AUDITOR = "auditor";
    private static final String AUTHORITY = "authority";
    private static final String CREDIT_CODE = "11530000000000027H";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String base;
    private final Map<String, String[]> sessions = new HashMap<>();

    /** Enters them through the node's REST door, beginning with the password the node left on disk. */
    People(HttpClient client, String base, Path home, String department) throws IOException, InterruptedException {
        this.client = client;
        this.base = base;
        welcome(
                ADMINISTRATOR,
                Files.readString(home.resolve("data/secrets/administrator")).strip());
        account(AUTHORITY, "AUTHORITY_OFFICER", "data-authority");
        account(OPERATIONS, "PLATFORM_OPERATOR", "platform");
        account(AUDITOR, "AUDITOR", "platform");
        call(
                AUTHORITY,
                "PUT",
                "/departments/" + department,
                "{\"creditCode\":\"" + CREDIT_CODE
                        + "\",\"name\":\"基准测试\",\"kind\":\"GOVERNMENT\",\"region\":\"530000\","
                        + "\"authority\":false,\"open\":true}");
        account(department, "OPERATOR", department);
    }

    /** Headers of a request somebody sends. */
    String[] headers(String name) {
        return sessions.get(name);
    }

    /** Lines of the ledger about refusals of strangers, at most 1,000 are counted. */
    long refusals() {
        try {
            return JSON.readTree(send(
                                    request("/ledger?limit=1000&kind=refused&actor=nobody")
                                            .headers(headers(AUDITOR)),
                                    "GET",
                                    "")
                            .body())
                    .path("lines")
                    .size();
        } catch (IOException e) {
            throw new FailedRunException("the ledger: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedRunException("interrupted");
        }
    }

    private void account(String name, String role, String department) throws IOException, InterruptedException {
        JsonNode made = call(
                ADMINISTRATOR,
                "POST",
                "/accounts",
                "{\"name\":\"" + name + "\",\"person\":\"" + name + "\",\"held\":[{\"role\":\"" + role
                        + "\",\"department\":\"" + department + "\"}]}");
        welcome(name, made.get("password").asText());
    }

    private void welcome(String name, String first) throws IOException, InterruptedException {
        signIn(name, first);
        String own = UUID.randomUUID().toString();
        call(name, "POST", "/session/password", "{\"before\":\"" + first + "\",\"after\":\"" + own + "\"}");
        signIn(name, own);
    }

    private void signIn(String name, String password) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(request("/session"), "POST", "{\"account\":\"" + name + "\",\"password\":\"" + password + "\"}");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        sessions.put(name, new String[] {
            "Cookie",
            cookie,
            "X-CSRF-Token",
            JSON.readTree(answer.body()).get("csrf").asText()
        });
    }

    private JsonNode call(String name, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).headers(headers(name));
        if (method.equals("PUT")) {
            request.header("If-None-Match", "*");
        }
        return JSON.readTree(send(request, method, body).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String method, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                request.method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new FailedRunException(answer.uri() + " answers " + answer.statusCode());
        }
        return answer;
    }
}
