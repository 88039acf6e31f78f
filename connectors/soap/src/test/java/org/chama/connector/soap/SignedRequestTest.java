package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.envelope;
import static org.chama.connector.soap.TestDoor.record;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignedRequestTest {

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
        door.clients().enter("schools", "education");
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @AfterEach
    void patient() {
        door.clients().slowDown(Optional.empty());
    }

    @Test
    void takesACallOfWhoSignedItAndBooksItToThem() {
        String call = call11("signed", record("plate", "云A00001"));

        HttpResponse<String> answer = door.bare(call, "Authorization", signed("vehicles", call, Instant.now()));

        assertThat(answer.body()).contains("<received>1</received>");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(door.hub().calls())
                .anyMatch(taken ->
                        taken.client().equals("vehicles") && taken.requestId().equals("signed"));
    }

    @Test
    void refusesWhoDoesNotSayWhoTheyAre() {
        int before = door.hub().calls().size();

        assertRefused(door.bare(call11("nobody", "")), "not-signed-in");
        assertRefused(door.bare(envelope(TestDoor.SOAP11, "<status xmlns=\"urn:chama:publish:1\"/>")), "not-signed-in");

        assertThat(door.hub().calls()).hasSize(before);
        assertThat(door.clients().refused()).contains("nobody INTAKE soap:publish");
        assertThat(door.get("/soap/publish?wsdl").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnythingThatDoesNotFitTheSignature() {
        String call = call11("unfit", record("plate", "云A00001"));
        String right = signed("vehicles", call, Instant.now());
        int before = door.hub().calls().size();

        assertRefused(door.bare(call.replace("A00001", "A00002"), "Authorization", right), "wrong-credential");
        for (String wrong : List.of(
                signed("vehicles", call, Instant.now().minus(Duration.ofMinutes(6))),
                signed("vehicles", call, Instant.now().plus(Duration.ofMinutes(6))),
                signed("unknown", call, Instant.now()),
                right.replace("client=vehicles", "client=schools"),
                right.replace("HMAC-SHA256", "HMAC-MD5"),
                right.replaceAll("signature=.*", "signature=00"),
                right.replaceAll(", signature=.*", ""),
                right + ", more=x",
                right.replace("client=vehicles", "client=vehicles, client=vehicles"),
                "Chama",
                "Chama x",
                "Bearer abc",
                "Basic dmVoaWNsZXM6c2VjcmV0",
                "Chama " + "x".repeat(5000))) {
            assertRefused(door.bare(call, "Authorization", wrong), "wrong-credential");
        }
        // a wrong proof is not made good by a certificate
        assertRefused(
                door.post(call.getBytes(StandardCharsets.UTF_8), "text/xml", "Authorization", "Basic x"),
                "wrong-credential");
        assertThat(door.hub().calls()).hasSize(before);
    }

    @Test
    void refusesTheSameRequestTwice() {
        String call = call11("twice", record("plate", "云A00001"));
        String authorization = signed("vehicles", call, Instant.now());

        assertThat(door.bare(call, "Authorization", authorization).body()).contains("<repeat>false</repeat>");
        assertRefused(door.bare(call, "Authorization", authorization), "wrong-credential");
    }

    @Test
    void refusesASignedMessageThatIsTooLargeWithoutKeepingIt() {
        String call = call11("large", record("plate", "x".repeat(9 << 20)));

        assertRefused(door.bare(call, "Authorization", signed("vehicles", call, Instant.now())), "body-too-large");
    }

    @Test
    void refusesRecordsOfAnotherDepartmentAndAnothersArrivals() {
        String call = call11("foreign", record("plate", "云A00001"));
        assertRefused(door.bare(call, "Authorization", signed("schools", call, Instant.now())), "forbidden");
        assertThat(door.clients().refused()).contains("client:schools INTAKE dataset:vehicles");

        String mine = door.post(call11("mine", record("plate", "云A00001"))).body();
        String number = mine.substring(mine.indexOf("<arrival>") + 9, mine.indexOf("</arrival>"));
        String status = envelope(
                TestDoor.SOAP11, "<status xmlns=\"urn:chama:publish:1\"><arrival>" + number + "</arrival></status>");
        assertThat(door.post(status).body()).contains("<state>STORED</state>");
        assertRefused(door.bare(status, "Authorization", signed("schools", status, Instant.now())), "unknown-arrival");
        door.clients().enter("radar", "police");
        assertRefused(door.bare(status, "Authorization", signed("radar", status, Instant.now())), "unknown-arrival");
    }

    @Test
    void saysWhenToComeAgainToWhoCallsTooOften() {
        door.clients().slowDown(Optional.of(Duration.ofMillis(2500)));

        HttpResponse<String> answer = door.post(call11("often", ""));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("3");
        assertThat(answer.body()).contains("<code>too-many-requests</code>");
        assertThat(door.bare(call11("often", "")).statusCode()).isEqualTo(503);
    }

    static void assertRefused(HttpResponse<String> answer, String code) {
        assertThat(answer.body()).contains("<code>" + code + "</code>");
        assertThat(answer.statusCode()).isEqualTo(500);
    }

    static String signed(String client, String body, Instant at) {
        try {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
            String nonce = UUID.randomUUID().toString();
            String text = String.join("\n", "POST", "/soap/publish", Long.toString(at.getEpochSecond()), nonce, digest);
            return "Chama client=" + client + ", algorithm=HMAC-SHA256, timestamp=" + at.getEpochSecond() + ", nonce="
                    + nonce + ", signature=" + Clients.hmac("secret of " + client, text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
