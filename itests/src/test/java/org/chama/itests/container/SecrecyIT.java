package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is marked as a state secret (涉密) is refused, its content shown nowhere, and somebody is alarmed (Article 2). */
@InContainer
class SecrecyIT {

    private static final String CONTENT = "行动方案七号";
    private static final String MARKED = "机密★10年 " + CONTENT;

    private final Node node;
    private final Drop drop;

    SecrecyIT(Node node) {
        this.node = node;
        this.drop = node.drop("refusals");
    }

    @Test
    void aMarkedRecordIsRefusedAndTheOthersAreTaken() {
        JsonNode arrival = drop.take(
                "secret-record.csv",
                Samples.HEADING + Samples.line(700, "before") + Samples.line(701, MARKED) + Samples.line(702, "after"));

        assertThat(arrival.get("state").asText()).isEqualTo("STORED");
        assertThat(arrival.get("stored").asLong()).isEqualTo(2);
        Says.record(drop.records(arrival), "state-secret", 3, "note");
        alarmed();
        isShownNowhere(drop.report("archive", arrival).toString());
    }

    @Test
    void aFileWhoseNameIsMarkedIsRefusedWhole() {
        JsonNode arrival = drop.take("绝密★" + CONTENT + ".csv", Samples.HEADING + Samples.line(703, "whole"));

        assertThat(arrival.get("state").asText()).isEqualTo("REFUSED");
        assertThat(drop.whole(arrival).code()).isEqualTo("state-secret");
        alarmed();
    }

    @Test
    void aMarkedRecordOfACallIsRefused() {
        String[] person = Samples.person(704);
        Soap.Answer answer = node.soap()
                .post(Soap.publish(
                        "calls",
                        "secret-call",
                        Soap.record("citizen_id", person[2], "name", person[1], "note", MARKED)));

        String arrival = answer.text("arrival");
        await().until(() ->
                node.rest().json("/arrivals/" + arrival).get("ended").isTextual());
        assertThat(node.rest().json("/quarantine?arrival=" + arrival).toString())
                .contains("state-secret")
                .doesNotContain(CONTENT);
        isShownNowhere(answer.body());
    }

    @Test
    void aConnectorThatDoesNotSayThatItBringsNothingSecretStaysDown() {
        String settings = "etc/org.chama.connector.file-unsaid.cfg";
        node.put(settings, "department = test-office\ndataset = refusals\n".getBytes(StandardCharsets.UTF_8));
        try {
            await().untilAsserted(() -> assertThat(node.shell().run("chama:connectors --state DOWN --lang en"))
                    .contains("file-unsaid", "confidentiality = none"));
        } finally {
            node.remove(settings);
        }
    }

    private void alarmed() {
        await().untilAsserted(() -> assertThat(
                        node.rest().json("/alarms?limit=1000").get("alarms").findValuesAsText("key"))
                .contains("state-secret:refusals"));
        isShownNowhere(node.rest().json("/alarms?limit=1000").toString());
    }

    private void isShownNowhere(String said) {
        assertThat(said).doesNotContain(CONTENT);
        assertThat(node.log()).doesNotContain(CONTENT);
        assertThat(node.shell().run("chama:quarantine --dataset refusals --limit 50"))
                .doesNotContain(CONTENT);
    }
}
