package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.chama.generator.Emission;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written of the REST interface is what answers. */
@InContainer
class RestContractIT {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final Node node;
    private final Rest rest;

    RestContractIT(Node node) {
        this.node = node;
        this.rest = node.rest();
    }

    @BeforeAll
    static void someArrivals(Node node) {
        for (int i = 0; i < 12; i++) {
            node.drop("refusals")
                    .file("contract-" + i + ".csv", Samples.HEADING + Samples.line(700 + i, "contract") + "x\n");
        }
        for (int i = 0; i < 12; i++) {
            node.drop("refusals").ended("contract-" + i + ".csv");
        }
    }

    /** What each operation does is proved by {@link AccessRestIT}. */
    @Test
    void nothingAnswersThatOpenApiDoesNotList() {
        JsonNode openApi = rest.json("/openapi.json");
        int others = 0;
        for (Map.Entry<String, JsonNode> path : openApi.get("paths").properties()) {
            String real = path.getKey().replaceAll("\\{[a-z]+}", "1");
            for (String method : METHODS) {
                if (!isListed(openApi, real, method)) {
                    others++;
                    HttpResponse<String> answer = call(method, real);
                    assertThat(Rest.problem(answer, 405))
                            .as(method + " " + real)
                            .isEqualTo("method-not-allowed");
                }
            }
        }
        assertThat(others).isGreaterThan(100);
        assertThat(Rest.problem(rest.get(Rest.API + "/nothing"), 404)).isEqualTo("unknown-path");
    }

    /** Of paths that differ in a parameter and a word, both answer. */
    private static boolean isListed(JsonNode openApi, String real, String method) {
        return openApi.get("paths").properties().stream()
                .filter(path -> real.matches(path.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .anyMatch(path -> path.getValue().has(method));
    }

    @Test
    void listingsAreWalkedWithoutGapsAndWithoutRepeats() {
        for (String[] listing : new String[][] {
            {"/arrivals?dataset=refusals", "arrivals", "number"},
            {"/batches?dataset=refusals", "batches", "id"},
            {"/quarantine?dataset=refusals", "rows", "arrival"},
            {"/datasets", "datasets", "id"}
        }) {
            String joint = listing[0].contains("?") ? "&" : "?";
            List<JsonNode> whole = rest.all(listing[0] + joint + "limit=1000", listing[1]);
            List<JsonNode> inPages = rest.all(listing[0] + joint + "limit=3", listing[1]);
            assertThat(whole).hasSizeGreaterThan(9);
            assertThat(inPages).isEqualTo(whole);
            assertThat(new HashSet<>(inPages)).hasSameSizeAs(inPages);
            assertThat(whole).allMatch(entry -> entry.has(listing[2]));
        }
        List<JsonNode> records = rest.share("refusals");
        List<JsonNode> inPages = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    Rest.parse(rest.post(Rest.API + "/datasets/refusals/records/query", "{\"limit\":7" + after + "}")
                            .body());
            page.get("records").forEach(inPages::add);
            after = page.get("next").isNull()
                    ? ""
                    : ",\"after\":\"" + page.get("next").asText() + "\"";
        } while (!after.isEmpty());
        assertThat(inPages).isEqualTo(records);
    }

    @Test
    void wrongQuestionsAreAnsweredInTheCallersLanguage() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "/arrivals?limit=0", "wrong-limit",
                        "/arrivals?limit=1001", "wrong-limit",
                        "/arrivals?state=LOST", "wrong-state",
                        "/arrivals?datset=refusals", "unknown-parameter",
                        "/arrivals?limit=1&limit=2", "repeated-parameter",
                        "/arrivals/x", "wrong-number",
                        "/batches/1/trace", "wrong-batch")
                .entrySet()) {
            HttpResponse<String> zh = rest.get(Rest.API + wrong.getKey(), "Accept-Language", "zh-CN,en;q=0.5");
            HttpResponse<String> en = rest.get(Rest.API + wrong.getKey(), "Accept-Language", "en");
            assertThat(Rest.problem(zh, 400)).isEqualTo(wrong.getValue());
            assertThat(Rest.problem(en, 400)).isEqualTo(wrong.getValue());
            Says.text(
                    Rest.parse(zh.body()).get("detail").asText(),
                    Rest.parse(en.body()).get("detail").asText());
        }
        assertThat(Rest.problem(rest.get(Rest.API + "/datasets/no-such-dataset"), 404))
                .isEqualTo("unknown-dataset");
        assertThat(Rest.problem(rest.get(Rest.API + "/open/refusals/records"), 404))
                .isEqualTo("unknown-dataset");
        assertThat(Rest.problem(rest.post(Rest.API + "/datasets/refusals/records/query", "{\"limit\":"), 400))
                .isEqualTo("not-json");
        assertThat(Rest.problem(rest.post(Rest.API + "/datasets/refusals/records/query", "{\"where\":\"1=1\"}"), 400))
                .isEqualTo("unknown-member");
    }

    @Test
    void healthTellsItsParts() {
        assertThat(Rest.parse(rest.get("/health/live").body()).get("live").asBoolean())
                .isTrue();
        JsonNode ready = Rest.parse(rest.get("/health/ready").body());
        assertThat(ready.get("ready").asBoolean()).isTrue();
        assertThat(ready.get("parts"))
                .extracting(part -> part.get("part").asText())
                .containsExactlyInAnyOrder(
                        "intake", "datasets", "store", "desk", "directory", "queues", "database", "doors");
        assertThat(ready.get("parts")).allMatch(part -> part.get("ready").asBoolean());
    }

    @Test
    void aBatchIsTracedFromItsSourceToTheOpenCopy() {
        JsonNode arrival = node.drop("population-append")
                .take("traced.csv", out -> Emission.of(Recipe.of(Kind.PERSON)).write(900, 5, out));
        String batch = arrival.get("number").asText() + ":0";
        await().until(() ->
                !rest.json("/batches/" + batch + "/trace").get("releases").isEmpty());
        JsonNode trace = rest.json("/batches/" + batch + "/trace");

        assertThat(trace.get("arrival").get("source").asText()).isEqualTo("test-office/population-append/traced.csv");
        assertThat(trace.get("batch").get("id").asText()).isEqualTo(batch);
        assertThat(trace.get("releases").get(0).get("rows").asInt()).isEqualTo(5);
        assertThat(trace.get("lines"))
                .extracting(line -> line.get("kind").asText())
                .contains("arrival-claimed", "arrival-queued", "batch-stored", "arrival-stored", "batch-opened");
        Says.nothingOfAValue(trace.toString());
    }

    private HttpResponse<String> call(String method, String path) {
        return rest.send(rest.request(Rest.API + path, "Content-Type", "application/json")
                .method(
                        method.toUpperCase(Locale.ROOT),
                        method.equals("get") || method.equals("delete")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }
}
