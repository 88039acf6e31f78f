package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SOAP calls that cannot be taken, or not as a whole. */
@InContainer
class RefusedCallsIT {

    private static final int BODY = 50_000_000;

    private final Node node;
    private final Soap soap;

    RefusedCallsIT(Node node) {
        this.node = node;
        this.soap = node.soap();
    }

    @Test
    void refusesACallWithAMissingPart() {
        String good = letter(0, "good");
        for (String parts : List.of(
                "",
                "<dataset>calls</dataset>",
                "<dataset>calls</dataset><requestId>missing</requestId>",
                "<requestId>missing</requestId><records>" + good + "</records>",
                "<dataset>calls</dataset><records>" + good + "</records>",
                "<dataset>calls</dataset><requestId/><records>" + good + "</records>",
                "<dataset>calls</dataset><requestId>" + "r".repeat(129) + "</requestId><records>" + good + "</records>",
                "<dataset>calls</dataset><requestId>missing</requestId><records><record><field>a</field></record></records>")) {
            Soap.Answer answer =
                    soap.post(Soap.envelope("<publish xmlns=\"urn:chama:publish:1\">" + parts + "</publish>"));
            assertFault(answer, "invalid-message");
            assertThat(answer.text("line")).as(answer.body()).isNotEmpty();
            assertThat(answer.text("element")).as(answer.body()).isNotEmpty();
        }
    }

    @Test
    void refusesAWrongTypeInTheContract() {
        assertFault(soap.post(Soap.publish("calls", "action", "<record action=\"MERGE\"/>")), "invalid-message");
        assertFault(
                soap.post(Soap.envelope("<status xmlns=\"urn:chama:publish:1\"><arrival>first</arrival></status>")),
                "invalid-message");
        assertFault(
                soap.post(Soap.publish("calls", "long", Soap.record("note", "x".repeat(65_537)))), "invalid-message");
    }

    @Test
    void refusesAnUnknownDataset() {
        assertFault(soap.post(Soap.publish("no-such-dataset", "unknown", letter(0, "x"))), "unknown-dataset");
        assertFault(soap.post(Soap.publish("../../etc", "path", letter(0, "x"))), "invalid-message");
        assertFault(soap.post(Soap.publish("calls/../refusals", "path", letter(0, "x"))), "invalid-message");
    }

    @Test
    void refusesABodyOfFiftyMegabytesAndNothingOfItIsTaken() {
        assertFault(soap.send(fiftyMegabytes("fifty-announced"), BODY), "body-too-large");
        assertNothingCame("fifty-announced");
        assertFault(soap.send(fiftyMegabytes("fifty-streamed"), 0), "body-too-large", "too-many-records");
        assertNothingCame("fifty-streamed");
    }

    private void assertNothingCame(String requestId) {
        assertThat(received(requestId)).isEmpty();
        assertThat(soap.post(Soap.publish("calls", "after-" + requestId, letter(1, "after")))
                        .text("received"))
                .isEqualTo("1");
    }

    /** A call of good records, larger than any may be. */
    private static InputStream fiftyMegabytes(String requestId) {
        String[] around = Soap.publish("calls", requestId, "|").split("\\|");
        byte[] record = utf8(letter(1, "x".repeat(2000)));
        int count = BODY / record.length + 1;
        List<InputStream> parts = IntStream.range(0, count + 2)
                .mapToObj(i -> i == 0 ? utf8(around[0]) : i > count ? utf8(around[1]) : record)
                .map(ByteArrayInputStream::new)
                .map(InputStream.class::cast)
                .toList();
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storesTheGoodRecordsBesideTheBadOnes() {
        Soap.Answer answer = soap.post(Soap.publish(
                "calls",
                "good-and-bad",
                letter(10, "good")
                        + Soap.record("citizen_id", Samples.citizenId(11), "unheard-of", "secret-note")
                        + Soap.record("name", "甲", "name", "secret-note")
                        + Soap.record("citizen_id", "secret-note", "name", "甲")
                        + letter(12, "good")));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("received")).isEqualTo("3");
        assertThat(answer.refused()).isEqualTo("2");
        assertThat(answer.body()).contains("record-unknown", "record-duplicate");
        Says.nothingOfAValue(answer.body());
        await().until(() -> arrival(answer).get("state").asText().equals("STORED"));
        assertThat(arrival(answer).get("stored").asLong()).isEqualTo(2);
        List<Drop.Refusal> refusals = node.drop("calls").records(arrival(answer));
        assertThat(refusals).extracting(Drop.Refusal::position).containsExactly(2L, 3L, 4L);
        Says.record(refusals.get(0), "record-unknown", 1, "");
        Says.record(refusals.get(1), "record-duplicate", 1, "name");
        Says.record(refusals.get(2), "subject-identifier", 1, "citizen_id");
    }

    @Test
    void answersTheSameRequestTheSameAndRefusesItsNameForOtherContent() {
        String call = Soap.publish("calls", "said-twice", letter(20, "twice"));
        Soap.Answer first = soap.post(call);
        Soap.Answer again = soap.post(call);
        Soap.Answer other = soap.post(Soap.publish("calls", "said-twice", letter(21, "other")));

        assertThat(first.text("repeat")).isEqualTo("false");
        assertThat(again.text("repeat")).isEqualTo("true");
        assertThat(again.text("arrival")).isEqualTo(first.text("arrival"));
        assertThat(again.text("received")).isEqualTo(first.text("received"));
        assertFault(other, "request-id-reused");
        assertThat(other.text("en")).contains("arrival " + first.text("arrival"));
        await().until(() -> arrival(first).get("state").asText().equals("STORED"));
        assertThat(node.rest().share("calls"))
                .extracting(record -> record.get("citizen_id").asText())
                .contains(Samples.citizenId(20))
                .doesNotContain(Samples.citizenId(21));
        assertThat(received("said-twice")).hasSize(1);
    }

    private JsonNode arrival(Soap.Answer answer) {
        return node.rest().json("/arrivals/" + answer.text("arrival"));
    }

    private List<JsonNode> received(String requestId) {
        return node.rest().all("/arrivals?limit=1000&dataset=calls", "arrivals").stream()
                .filter(arrival -> arrival.get("source").asText().endsWith("/" + requestId))
                .toList();
    }

    private static String letter(long index, String note) {
        String[] person = Samples.person(index);
        return Soap.record("citizen_id", person[2], "姓名", person[1], "phone", person[3], "note", note);
    }

    private static void assertFault(Soap.Answer answer, String... codes) {
        assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
        assertThat(answer.text("code")).as(answer.body()).isIn((Object[]) codes);
        Says.text(answer.text("zh"), answer.text("en"));
        Says.nothingOfAValue(answer.body());
    }
}
