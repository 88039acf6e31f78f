package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A personal value in a URL ends in other people's logs: it is refused, and not repeated. */
@InContainer
class PersonalValueIT {

    private final Node node;

    PersonalValueIT(Node node) {
        this.node = node;
    }

    @Test
    void isRefusedWhereverItStandsInAUrl() {
        String[] person = Samples.person(400);
        for (String value : List.of(person[2], person[3], person[6])) {
            for (String path : List.of(
                    "/api/v1/open/population-append/records?after=" + value,
                    "/api/v1/arrivals?dataset=" + value,
                    "/api/v1/datasets/" + value,
                    "/api/v1/batches/" + value + "/trace",
                    "/api/v1/datasets/refusals/records/query?subject=" + value,
                    "/health/ready?" + value,
                    "/api/v1/arrivals?dataset=" + escaped(value),
                    "/api/v1/arrivals?dataset=" + escaped(value).replace("%", "%25"))) {
                HttpResponse<String> zh = node.rest().get(path);
                HttpResponse<String> en = node.rest().get(path, "Accept-Language", "en");
                assertThat(Rest.problem(zh, 400)).as(path).isEqualTo("personal-value-in-url");
                assertThat(zh.body() + en.body()).doesNotContain(value);
                Says.text(detail(zh), detail(en));
            }
            assertThat(node.log()).doesNotContain(value);
        }
    }

    @Test
    void isAskedForInABody() {
        node.drop("refusals").take("asked.csv", Samples.HEADING + Samples.line(401, "asked for"));
        HttpResponse<String> answer = node.rest()
                .post(
                        Rest.API + "/datasets/refusals/records/query",
                        "{\"subject\":\"" + Samples.citizenId(401) + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Rest.parse(answer.body()).get("records")).hasSize(1);
    }

    @Test
    void isNotTakenIntoTheLedgerAsAReason() {
        HttpResponse<String> answer =
                node.rest().post(Rest.API + "/arrivals/1/take", "{\"reason\":\"即 " + Samples.citizenId(402) + "\"}");

        assertThat(Rest.problem(answer, 400)).isEqualTo("personal-value-in-reason");
    }

    private static String detail(HttpResponse<String> answer) {
        return Rest.parse(answer.body()).get("detail").asText();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%').append(String.format("%02X", value));
        }
        return escaped.toString();
    }
}
