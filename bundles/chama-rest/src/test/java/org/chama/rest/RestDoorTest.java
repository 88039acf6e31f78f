package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.chama.api.access.Reach;
import org.chama.api.database.DatabaseException;
import org.chama.api.desk.Filter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestDoorTest {

    private static RunningDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = new RunningDoor();
    }

    @AfterAll
    static void close() throws Exception {
        door.stop();
    }

    @BeforeEach
    void works() {
        door.store.failing = null;
        door.store.asked.clear();
        door.desk.orders.clear();
        door.platform.desk = door.desk;
    }

    @Test
    void givesExactRecordsWithTheDigitsOfTheStore() throws Exception {
        HttpResponse<String> answer =
                door.post("/api/v1/datasets/person/records/query", "{\"subject\":\"530000190001010010\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"dataset\":\"person\",\"version\":2,\"records\":["
                        + "{\"citizen_id\":\"530000190001010010\",\"name\":\"段\\\"正\\\\淳\\n\",\"income\":12345678901234567890.10,"
                        + "\"born\":\"1900-01-01\",\"local\":false,\"weight\":1.5E-7},"
                        + "{\"citizen_id\":\"53000019000101007X\",\"name\":null,\"income\":0.00,"
                        + "\"born\":null,\"local\":null,\"weight\":\"NaN\"}],\"next\":null}");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(door.store.asked.get(0).subject()).contains("530000190001010010");
    }

    @Test
    void asksTheStoreForWhatTheBodySays() throws Exception {
        door.post(
                "/api/v1/datasets/person/records/query",
                "{\"key\":{\"citizen_id\":\"53000019000101007X\",\"n\":1.50},\"items\":[\"name\"],\"after\":\"t1\",\"limit\":7,"
                        + "\"subject\":null}");
        assertThat(door.store.asked).singleElement().satisfies(query -> {
            assertThat(query.key()).isEqualTo(Map.of("citizen_id", "53000019000101007X", "n", "1.50"));
            assertThat(query.subject()).isEmpty();
            assertThat(query.items()).containsExactly("name");
            assertThat(query.after()).contains("t1");
            assertThat(query.limit()).isEqualTo(7);
        });
    }

    @Test
    void givesMaskedRecordsOfOpenDatasetsOnly() throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/open/person/records?limit=5");
        assertThat(answer.body())
                .isEqualTo("{\"dataset\":\"person\",\"version\":2,\"records\":[{\"name\":\"段**\",\"income\":1.50,"
                        + "\"born\":\"1900\",\"local\":true,\"weight\":null}],\"next\":\"t2\"}");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(door.get("/api/v1/open/secret/records").statusCode()).isEqualTo(404);
        assertThat(door.get("/api/v1/open/nothing/records").body())
                .isEqualTo(door.get("/api/v1/open/secret/records").body());
    }

    @Test
    void passesFiltersAndTokensOn() throws Exception {
        JsonNode page =
                door.json(door.get("/api/v1/batches?department=police&dataset=person&state=dead&after=t1&limit=3"));
        assertThat(page.at("/batches/0/id").asText()).isEqualTo("12:3");
        assertThat(page.get("next").asText()).isEqualTo("t2");
        assertThat(door.desk.filter)
                .isEqualTo(new Filter(
                        Reach.EVERYWHERE,
                        Optional.of("police"),
                        Optional.of("person"),
                        Optional.of("DEAD"),
                        Optional.empty()));
        assertThat(door.desk.after).contains("t1");
        assertThat(door.desk.limit).isEqualTo(3);
        door.get("/api/v1/quarantine?arrival=12");
        assertThat(door.desk.filter.arrival()).contains(12L);
        assertThat(door.desk.limit).isEqualTo(100);
    }

    @Test
    void pagesDatasetsById() throws Exception {
        JsonNode first = door.json(door.get("/api/v1/datasets?limit=1"));
        assertThat(first.at("/datasets/0/id").asText()).isEqualTo("person");
        JsonNode second = door.json(
                door.get("/api/v1/datasets?limit=1&after=" + first.get("next").asText()));
        assertThat(second.at("/datasets/0/id").asText()).isEqualTo("secret");
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void writesTextsInTheLanguageOfTheReaderChineseFirst() throws Exception {
        String path = "/api/v1/batches/12:3/trace";
        assertThat(door.json(door.get(path)).at("/batch/reason/text").asText()).isEqualTo("第 3 行缺少必填项");
        assertThat(door.json(door.get(path, "Accept-Language", "en-GB,zh;q=0.5"))
                        .at("/batch/reason/text")
                        .asText())
                .isEqualTo("line 3 has no value of a required item");
        HttpResponse<String> problem = door.get("/api/v1/batches/9:9/trace", "Accept-Language", "de, en;q=0.1");
        assertThat(door.json(problem).get("detail").asText()).isEqualTo("there is no batch with this id");
        assertThat(problem.headers().firstValue("Content-Language")).contains("en");
        assertThat(door.json(door.get("/api/v1/batches/9:9/trace", "Accept-Language", "!!"))
                        .get("detail")
                        .asText())
                .isEqualTo("没有此编号的批次");
    }

    @Test
    void ordersRepairsWithAReason() throws Exception {
        assertThat(door.post("/api/v1/batches/12:3/replay", "{\"reason\":\"磁盘已扩容\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(door.post("/api/v1/arrivals/12/take", "{\"reason\":\"确认\"}").statusCode())
                .isEqualTo(200);
        assertThat(door.post("/api/v1/arrivals/12/refuse", "{\"reason\":\"重复\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(door.desk.orders)
                .containsExactly("replay 12:3 account:all 磁盘已扩容", "take 12 account:all 确认", "refuse 12 account:all 重复");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | reason-missing",
                "{\"reason\":\" \"} | reason-missing",
                "{\"reason\":null} | reason-missing",
                "{\"reason\":\"致电 13800000000\"} | personal-value-in-reason",
                "{\"reason\":{}} | wrong-member",
                "{\"reason\":\"a\",\"actor\":\"b\"} | unknown-member",
                "{\"reason\":\"a\",\"reason\":\"b\"} | not-json",
                "{\"reason\":\"a\"} {} | not-json",
                "{\"reason\":[[\"a\"]]} | wrong-member",
                "[] | not-json",
                "{ | not-json",
                "{\"reason\": 530000190001010010 | not-json"
            })
    void refusesABodyThatIsNotWhatItAsksFor(String body, String code) throws Exception {
        HttpResponse<String> answer = door.post("/api/v1/batches/12:3/replay", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(door.json(answer).get("code").asText()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("530000190001010010").doesNotContain("13800000000");
        assertThat(door.desk.orders).isEmpty();
    }

    @Test
    void refusesABodyOverOneMebibyteOrTooDeep() throws Exception {
        String path = "/api/v1/batches/12:3/replay";
        HttpResponse<String> large = door.post(path, "{\"reason\":\"a\"}" + " ".repeat(Json.LARGEST_BODY));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(door.json(large).get("code").asText()).isEqualTo("body-too-large");
        HttpResponse<String> deep = door.post(path, "{\"reason\":" + "[".repeat(1_000));
        assertThat(door.json(deep).get("code").asText()).isIn("not-json", "wrong-member");
    }

    @Test
    void refusesABodyThatAWebPageCouldSendWithoutAsking() throws Exception {
        HttpResponse<String> answer =
                door.post("/api/v1/batches/12:3/replay", "{\"reason\":\"a\"}", "Content-Type", "text/plain");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(door.json(answer).get("code").asText()).isEqualTo("unsupported-media-type");
        assertThat(door.desk.orders).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/arrivals?limit=0, 400, wrong-limit",
        "/api/v1/arrivals?limit=1001, 400, wrong-limit",
        "/api/v1/arrivals?limit=all, 400, wrong-limit",
        "/api/v1/arrivals?after=, 400, wrong-after",
        "/api/v1/arrivals?state=open, 400, wrong-state",
        "/api/v1/arrivals?department=A, 400, wrong-id",
        "/api/v1/arrivals?arrival=12, 400, unknown-parameter",
        "/api/v1/arrivals?_wadl, 400, unknown-parameter",
        "/api/v1/arrivals?_method=POST, 400, unknown-parameter",
        "/api/v1/arrivals?limit=1&limit=2, 400, repeated-parameter",
        "/api/v1/arrivals?after=%25zz%2, 400, bad-url",
        "/api/v1/arrivals/twelve, 400, wrong-number",
        "/api/v1/arrivals/13, 404, unknown-arrival",
        "/api/v1/batches/12/trace, 400, wrong-batch",
        "/api/v1/batches/12:/trace, 400, wrong-batch",
        "/api/v1/batches/12:99999999999/trace, 400, wrong-batch",
        "/api/v1/datasets/nothing, 404, unknown-dataset",
        "/api/v1/datasets/person/records/query, 405, method-not-allowed",
        "/api/v1/nothing, 404, unknown-path",
        "/api/v1/services, 404, unknown-path",
        "/api/v1, 404, unknown-path",
        "/nothing, 404, unknown-path"
    })
    void refusesWhatItDoesNotKnow(String path, int status, String code) throws Exception {
        String answer = door.raw(path, "localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Content-Type: application/problem+json")
                .contains("X-Content-Type-Options: nosniff")
                .contains("Cache-Control: no-store")
                .contains("\"code\":\"" + code + "\"")
                .contains("\"status\":" + status);
    }

    @Test
    void namesTheUnknownParameterAndThoseThereAre() throws Exception {
        assertThat(door.json(door.get("/api/v1/arrivals?datasets=person"))
                        .get("detail")
                        .asText())
                .isEqualTo("未知的查询参数 datasets;可用: after, dataset, department, limit, state");
        assertThat(door.get("/api/v1/arrivals?%E6%AE%B5%E6%AD%A3%E6%B7%B3=1").body())
                .doesNotContain("段正淳");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/arrivals?after=530000190001010010",
                "/api/v1/arrivals?after=53000019000101007x",
                "/api/v1/arrivals?after=13800000000",
                "/api/v1/arrivals?after=%2B86-138-0000-0000",
                "/api/v1/arrivals?after=138%200000%200000",
                "/api/v1/arrivals?after=%31%33800000000",
                "/api/v1/arrivals?after=%2531%2533800000000",
                "/api/v1/arrivals?after=phone-13800000000-x",
                "/api/v1/arrivals?13800000000=x",
                "/api/v1/arrivals?after=92532900MA00000B7R",
                "/api/v1/arrivals?after=6222020000000000000",
                "/api/v1/arrivals?after=%EF%BC%91%EF%BC%93%EF%BC%98%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90",
                "/api/v1/arrivals/13800000000",
                "/api/v1/nothing/530000190001010010/x",
                "/health/ready?id=530000190001010010",
                "/530000190001010010"
            })
    void refusesAPersonalValueInAUrlWithoutRepeatingIt(String path) throws Exception {
        String answer = door.raw(path, "127.0.0.1");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"personal-value-in-url\"");
        assertThat(answer).doesNotContain("530000190001010010", "13800000000", "92532900MA", "62220200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/arrivals?after=530000190001010012",
                "/api/v1/arrivals?after=91530000MA00000A9T",
                "/api/v1/arrivals?after=12800000000",
                "/api/v1/arrivals?after=20261125083000",
                "/api/v1/arrivals?after=cG9zaXRpb246MTI"
            })
    void letsOtherNumbersPass(String path) throws Exception {
        assertThat(door.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void answersLoopbackNamesOnly() throws Exception {
        assertThat(door.raw("/api/v1/arrivals", "localhost:8181")).startsWith("HTTP/1.1 200 ");
        assertThat(door.raw("/api/v1/arrivals", "[::1]:8181")).startsWith("HTTP/1.1 200 ");
        assertThat(door.raw("/api/v1/arrivals", "example.com"))
                .startsWith("HTTP/1.1 400 ")
                .contains("foreign-host");
        assertThat(door.raw("/", "127.0.0.1.example.com")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void tellsAnOutageFromAFault() throws Exception {
        door.store.failing = new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("away"));
        HttpResponse<String> outage = door.get("/api/v1/open/person/records");
        assertThat(outage.statusCode()).isEqualTo(503);
        assertThat(outage.headers().firstValue("Retry-After")).contains("5");
        assertThat(door.json(outage).get("code").asText()).isEqualTo("database-outage");

        door.store.failing = new DatabaseException(
                DatabaseException.Cause.FAULT, new SQLException("Key (id)=(530000190001010010) exists"));
        HttpResponse<String> fault = door.get("/api/v1/open/person/records");
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(door.json(fault).get("incident").asText()).hasSize(12);
        assertThat(fault.body()).doesNotContain("530000190001010010", "Exception", "org.chama");
    }

    @Test
    void logsAnIncidentWithoutItsMessages() {
        String places = Incident.places(
                new IllegalStateException("530000190001010010", new SQLException("Key (id)=(530000190001010010)")));
        assertThat(places)
                .contains("java.lang.IllegalStateException", "caused by java.sql.SQLException", "RestDoorTest")
                .doesNotContain("530000190001010010");
    }

    @Test
    void passesRefusalsOfTheModulesOn() throws Exception {
        HttpResponse<String> item = door.post("/api/v1/datasets/person/records/query", "{\"items\":[\"nothing\"]}");
        assertThat(item.statusCode()).isEqualTo(400);
        assertThat(door.json(item).get("code").asText()).isEqualTo("query-item");
        HttpResponse<String> state = door.post("/api/v1/batches/12:4/replay", "{\"reason\":\"a\"}");
        assertThat(state.statusCode()).isEqualTo(409);
        assertThat(Problems.status("unknown-dataset")).isEqualTo(404);
        assertThat(Problems.status("conflict")).isEqualTo(409);
    }

    @Test
    void answersNotReadyWhileAPartIsAway() throws Exception {
        door.platform.desk = null;
        HttpResponse<String> answer = door.get("/api/v1/arrivals");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(door.json(answer).get("code").asText()).isEqualTo("not-ready");
    }

    @Test
    void showsAPageToSignInWithNothingFromElsewhere() throws Exception {
        HttpResponse<String> home = door.get("/", "Nobody", "1");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body())
                .startsWith("<!DOCTYPE html>\n<html lang=\"zh-CN\">")
                .contains("茶马", "登录", "Sign in", "/api/v1/openapi.json")
                .doesNotContain("http://", "https://", " style=", "<script>", " onclick=");
        assertThat(home.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .contains("form-action 'self'", "frame-ancestors 'none'"));
        assertThat(door.get("/home.js").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript;"));
        assertThat(door.get("/home.css").statusCode()).isEqualTo(200);
        assertThat(door.get("/home.html").statusCode()).isEqualTo(404);
    }
}
