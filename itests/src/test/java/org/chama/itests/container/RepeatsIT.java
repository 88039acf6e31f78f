package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same file again: design.md says what it means for each way of writing. */
@InContainer
class RepeatsIT {

    private static final String A = file("a");
    private static final String B = file("b");

    private final Node node;

    RepeatsIT(Node node) {
        this.node = node;
    }

    @Test
    void anAppendDatasetTakesARepeatOnceAndHoldsAnEarlierFileForADecision() {
        Drop drop = node.drop("repeats-append");
        JsonNode first = drop.take("first.csv", A);
        assertThat(first.get("state").asText()).isEqualTo("STORED");

        JsonNode again = drop.take("any-other-name.csv", A);
        assertThat(again.get("state").asText()).isEqualTo("REPEAT");
        Says.whole(drop.whole(again), "repeat");
        assertThat(drop.whole(again).en())
                .contains("arrival " + first.get("number").asLong());
        assertThat(drop.report("archive", again).get("summary").get("stored").asLong())
                .isZero();
        assertThat(notes("repeats-append")).containsExactly("a", "a", "a");

        drop.take("second.csv", B);
        JsonNode held = drop.take("after-others.csv", A);
        assertThat(held.get("state").asText()).isEqualTo("HELD");
        Says.whole(drop.whole(held), "possible-repeat");
        assertThat(notes("repeats-append")).containsExactly("a", "a", "a", "b", "b", "b");

        decide(held, "refuse");
        await().until(() -> drop.ended("after-others.csv").get("state").asText().equals("REFUSED"));
        assertThat(drop.report("quarantine", held).get("summary").get("code").asText())
                .isEqualTo("possible-repeat");
        assertThat(Rest.problem(decision(held, "take"), 409)).isEqualTo("conflict-not-held");
        assertThat(notes("repeats-append")).containsExactly("a", "a", "a", "b", "b", "b");

        JsonNode asked = drop.take("a-month-later.csv", A);
        assertThat(asked.get("state").asText()).isEqualTo("HELD");
        decide(asked, "take");
        await().until(() ->
                drop.ended("a-month-later.csv").get("state").asText().equals("STORED"));
        assertThat(notes("repeats-append")).containsExactly("a", "a", "a", "a", "a", "a", "b", "b", "b");
    }

    @Test
    void anUpsertDatasetTakesAnEarlierFileAsTheNewState() {
        takesAsNewState("repeats-upsert");
    }

    @Test
    void aSnapshotDatasetTakesAnEarlierFileAsTheNewState() {
        takesAsNewState("repeats-snapshot");
    }

    private void takesAsNewState(String dataset) {
        Drop drop = node.drop(dataset);
        assertThat(drop.take("a1.csv", A).get("state").asText()).isEqualTo("STORED");
        assertThat(drop.take("a2.csv", A).get("state").asText()).isEqualTo("REPEAT");
        assertThat(drop.take("b1.csv", B).get("state").asText()).isEqualTo("STORED");
        assertThat(notes(dataset)).containsExactly("b", "b", "b");
        assertThat(drop.take("a3.csv", A).get("state").asText()).isEqualTo("STORED");
        assertThat(notes(dataset)).containsExactly("a", "a", "a");
    }

    private void decide(JsonNode arrival, String transition) {
        HttpResponse<String> answer = decision(arrival, transition);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> decision(JsonNode arrival, String transition) {
        return node.rest()
                .post(
                        Rest.API + "/arrivals/" + arrival.get("number").asLong() + "/" + transition,
                        "{\"reason\":\"经核实\"}");
    }

    private List<String> notes(String dataset) {
        return node.rest().share(dataset).stream()
                .map(record -> record.get("note").asText())
                .sorted()
                .toList();
    }

    private static String file(String note) {
        StringBuilder file = new StringBuilder(Samples.HEADING);
        for (int row = 0; row < 3; row++) {
            file.append(Samples.line(row, note));
        }
        return file.toString();
    }
}
