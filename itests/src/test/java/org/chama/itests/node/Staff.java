package org.chama.itests.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The people and connected systems of a node, made through its REST door as an operator makes them: the first administrator changes the
 * password that the node left on disk and enters the others. Everybody has a session. Thread-safe.
 */
public final class Staff {

    /** Platform operator. */
    public static final String OPERATIONS = "operations";

    public static final String ADMINISTRATOR = "administrator";
    public static final String AUTHORITY = "authority";
    public static final String AUDITOR = "auditor";

    /** Credit codes of departments that do not exist. */
    private static final String[] CODES = {
        "11530000000000027H",
        "11530000000000035C",
        "115300000000000437",
        "115300000000000512",
        "1153000000000006XR",
        "11530000000000078R",
        "11530000000000086L",
        "11530000000000094F",
        "115300000000001075"
    };

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Person> people = new ConcurrentHashMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private volatile String base;
    private int departments;

    /** Who has signed in. */
    public record Person(String name, String password, String cookie, String csrf) {}

    private Staff(String base) {
        this.base = base;
    }

    /** @param home folder of the node that made the first administrator */
    public static Staff begin(String base, Path home, String... departments) {
        Staff staff = new Staff(base);
        try {
            staff.welcome(
                    ADMINISTRATOR,
                    Files.readString(home.resolve("data/secrets/administrator")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        staff.account(AUTHORITY, "data-authority", "AUTHORITY_OFFICER");
        staff.account(OPERATIONS, "platform", "PLATFORM_OPERATOR");
        staff.account(AUDITOR, "platform", "AUDITOR");
        for (String department : departments) {
            staff.department(department);
        }
        return staff;
    }

    /** A department with an operator, who is named as it is. */
    public void department(String id) {
        enter(id, "530000", false);
        account(id, id, "OPERATOR");
    }

    /** The authority of a city. */
    public void city(String id) {
        enter(id, "530100", true);
    }

    private void enter(String id, String region, boolean authority) {
        String body = ("{\"creditCode\":\"%s\",\"name\":\"%s(测试)\",\"kind\":\"GOVERNMENT\",\"region\":\"%s\","
                        + "\"authority\":%s,\"open\":true}")
                .formatted(CODES[departments++], id, region, authority);
        call(AUTHORITY, "PUT", "/departments/" + id, body, 201);
    }

    /** An account that holds roles in one department and has a password of its own. */
    public void account(String name, String department, String... roles) {
        welcome(name, create(name, department, roles));
    }

    /** An account that has signed in with its first password only. */
    public void unwelcomed(String name, String department, String... roles) {
        signIn(name, create(name, department, roles));
    }

    private String create(String name, String department, String... roles) {
        String held = Stream.of(roles)
                .map(role -> "{\"role\":\"%s\",\"department\":\"%s\"}".formatted(role, department))
                .collect(Collectors.joining(","));
        String body = "{\"name\":\"%s\",\"person\":\"测试 %s\",\"held\":[%s]}".formatted(name, name, held);
        return call(ADMINISTRATOR, "POST", "/accounts", body, 201)
                .get("password")
                .asText();
    }

    /** A connected system of a department, with a secret. */
    public void client(String name, String department) {
        call(
                ADMINISTRATOR,
                "PUT",
                "/clients/" + name,
                "{\"department\":\"%s\",\"title\":\"测试系统\",\"enabled\":true}".formatted(department),
                201);
        secrets.put(
                name,
                call(ADMINISTRATOR, "POST", "/clients/" + name + "/secrets", "{}", 201)
                        .get("secret")
                        .asText());
    }

    /** Binds a certificate to a connected system. @param pem the certificate */
    public void bind(String client, String pem) {
        answered(
                request(ADMINISTRATOR, "/clients/" + client + "/certificates")
                        .header("Content-Type", "application/x-pem-file")
                        .POST(HttpRequest.BodyPublishers.ofString(pem)),
                201,
                "binding a certificate");
    }

    public Person person(String name) {
        return people.get(name);
    }

    public String secret(String client) {
        return secrets.get(client);
    }

    /** The same people at another door: sessions are in the database, which all nodes share. */
    public void at(String anotherBase) {
        base = anotherBase;
    }

    /** Headers of a request somebody sends. */
    public String[] headers(String name) {
        Person person = people.get(name);
        return new String[] {"Cookie", person.cookie(), "X-CSRF-Token", person.csrf()};
    }

    /** Value of {@code Authorization} for a request a client signs. */
    public String signed(String client, String method, String target, byte[] body) {
        return signed(client, method, target, body, Instant.now());
    }

    /** @param at what the client takes for now */
    public String signed(String client, String method, String target, byte[] body, Instant at) {
        try {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String nonce = random();
            String timestamp = Long.toString(at.getEpochSecond());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secrets.get(client).getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            byte[] text =
                    String.join("\n", method, target, timestamp, nonce, digest).getBytes(StandardCharsets.UTF_8);
            return "Chama client=" + client + ", algorithm=HMAC-SHA256, timestamp=" + timestamp + ", nonce=" + nonce
                    + ", signature=" + HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void welcome(String name, String first) {
        signIn(name, first);
        String own = random();
        call(name, "POST", "/session/password", "{\"before\":\"" + first + "\",\"after\":\"" + own + "\"}", 204);
        signIn(name, own);
    }

    private void signIn(String name, String password) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(base + "/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"account\":\"" + name + "\",\"password\":\"" + password + "\"}")));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(name + " cannot sign in: " + answer.body());
        }
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        people.put(
                name,
                new Person(name, password, cookie, parse(answer).get("csrf").asText()));
    }

    /** Somebody's call below {@code /api/v1}; it must be answered by this status. */
    public JsonNode call(String name, String method, String path, String body, int status) {
        HttpRequest.Builder request = request(name, path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (method.equals("PUT")) {
            request.header("If-None-Match", "*");
        }
        return parse(answered(request, status, name + " " + method + " " + path));
    }

    /** What somebody reads below {@code /api/v1} that is no JSON. */
    public String text(String name, String path) {
        return answered(request(name, path).GET(), 200, name + " " + path).body();
    }

    private HttpRequest.Builder request(String name, String path) {
        return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).headers(headers(name));
    }

    private HttpResponse<String> answered(HttpRequest.Builder request, int status, String what) {
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != status) {
            throw new IllegalStateException(what + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
