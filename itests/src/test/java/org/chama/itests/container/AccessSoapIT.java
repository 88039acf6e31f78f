package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.Test;

/** Every operation of the SOAP door, as its WSDL lists them: who may not is refused, which is in the ledger; who may is answered. */
@InContainer
class AccessSoapIT {

    private static final Pattern OPERATION = Pattern.compile("<(?:wsdl:)?operation name=\"(\\w+)\"");
    private static final String PATH = "/soap/publish";
    private static final String OTHER_SYSTEM = "other-system";

    private final Node node;
    private final Staff staff;
    private final Rest nobody;

    AccessSoapIT(Node node) {
        this.node = node;
        this.staff = node.staff();
        this.nobody = new Rest(node.ports().http());
        if (staff.secret(OTHER_SYSTEM) == null) {
            staff.client(OTHER_SYSTEM, Node.OTHER);
        }
    }

    /** A message of each operation about a dataset of the office. */
    private Map<String, String> messages(String requestId, String arrival) {
        String[] person = Samples.person(950);
        return Map.of(
                "publish",
                Soap.publish("calls", requestId, Soap.record("citizen_id", person[2], "name", person[1])),
                "status",
                Soap.envelope("<status xmlns=\"urn:chama:publish:1\"><arrival>" + arrival + "</arrival></status>"));
    }

    @Test
    void hasASampleOfEveryOperation() {
        Set<String> operations = new TreeSet<>(OPERATION
                .matcher(nobody.get(PATH + "?wsdl").body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList());
        assertThat(operations).isEqualTo(new TreeSet<>(messages("x", "1").keySet()));
    }

    @Test
    void refusesNobodyStrangersPersonsAndOtherDepartments() {
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (Map.Entry<String, String> message :
                messages("access-" + System.nanoTime(), arrival()).entrySet()) {
            assertThat(fault(message.getValue())).as(message.getKey()).isEqualTo("not-signed-in");
            String wrong = staff.signed(
                    Node.SYSTEM, "POST", "/elsewhere", message.getValue().getBytes(StandardCharsets.UTF_8));
            assertThat(fault(message.getValue(), "Authorization", wrong))
                    .as(message.getKey())
                    .isEqualTo("wrong-credentials");
            String garbage = "Chama client=" + Node.SYSTEM;
            assertThat(fault(message.getValue(), "Authorization", garbage))
                    .as(message.getKey())
                    .isEqualTo("wrong-credential");
            String[] session = staff.headers(Node.OFFICE);
            assertThat(fault(message.getValue(), session))
                    .as("a person's session: " + message.getKey())
                    .isEqualTo("not-signed-in");
            String other =
                    staff.signed(OTHER_SYSTEM, "POST", PATH, message.getValue().getBytes(StandardCharsets.UTF_8));
            assertThat(fault(message.getValue(), "Authorization", other))
                    .as(message.getKey())
                    .isIn("forbidden", "unknown-dataset", "unknown-arrival");
        }
        await().until(() -> lines(since, "nobody").stream()
                .anyMatch(line -> line.get("channel").asText().equals("soap")));
        await().until(() -> !lines(since, "client:" + OTHER_SYSTEM).isEmpty());
    }

    @Test
    void refusesASignedRequestThatCameBeforeAndOneOfAnotherHour() {
        String message = messages("access-replay", arrival()).get("status");
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        String once = staff.signed(Node.SYSTEM, "POST", PATH, body);
        send(message, "Authorization", once);
        assertThat(fault(message, "Authorization", once)).isIn("replayed", "wrong-credentials");
        String late =
                staff.signed(Node.SYSTEM, "POST", PATH, body, Instant.now().minusSeconds(3_600));
        assertThat(fault(message, "Authorization", late)).isIn("clock-skew", "wrong-credentials", "wrong-timestamp");
    }

    @Test
    void answersASystemOfTheDepartment() {
        for (String message :
                messages("access-allowed-" + System.nanoTime(), arrival()).values()) {
            HttpResponse<String> answer = send(
                    message,
                    "Authorization",
                    staff.signed(Node.SYSTEM, "POST", PATH, message.getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    /** One the office's system published. */
    private String arrival() {
        String message = messages("access-" + System.nanoTime(), "1").get("publish");
        return node.soap().post(message).text("arrival");
    }

    private String fault(String message, String... headers) {
        HttpResponse<String> answer = send(message, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        MatchResult code = Pattern.compile("<code>([\\w-]+)<")
                .matcher(answer.body())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(answer.body()));
        return code.group(1);
    }

    private HttpResponse<String> send(String message, String... headers) {
        return nobody.send(nobody.request(PATH, headers)
                .header("Content-Type", "text/xml; charset=utf-8")
                .POST(BodyPublishers.ofString(message))
                .build());
    }

    private List<JsonNode> lines(Instant since, String actor) {
        return staff.call(
                        Staff.AUDITOR,
                        "GET",
                        "/ledger?limit=1000&kind=refused&actor=" + actor + "&from=" + since,
                        "",
                        200)
                .get("lines")
                .valueStream()
                .toList();
    }
}
