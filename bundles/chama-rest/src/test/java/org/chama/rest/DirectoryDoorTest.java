package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryDoorTest {

    private static final String DEPARTMENT =
            "{\"creditCode\":\"11530000MB0000000X\",\"name\":\"公安厅\",\"kind\":\"government\",\"region\":\"530000\"}";

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
    void forgets() {
        door.office.orders.clear();
        door.office.put = null;
        door.archive.written.clear();
        door.archive.cleared.clear();
    }

    @Test
    void asksForRegionsAndDepartmentsByFilter() throws Exception {
        door.get("/api/v1/regions?superior=530000&level=county&validOn=2026-11-25");
        door.get("/api/v1/departments?region=530000&kind=authorised&authority=true&open=false");
        assertThat(door.office.orders)
                .containsExactly(
                        "account:all RegionFilter[superior=Optional[530000], level=Optional[COUNTY],"
                                + " validOn=Optional[2026-11-25]]",
                        "account:all DepartmentFilter[region=Optional[530000], kind=Optional[AUTHORISED],"
                                + " authority=Optional[true], open=Optional[false]]");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/regions?superior=53, wrong-region",
        "/api/v1/regions?level=village, wrong-level",
        "/api/v1/regions?validOn=yesterday, wrong-date",
        "/api/v1/departments?authority=yes, wrong-authority",
        "/api/v1/departments?kind=none, wrong-kind",
        "/api/v1/departments/POLICE, wrong-id",
        "/api/v1/accounts?department=A, wrong-id",
        "/api/v1/ledger?from=today, wrong-moment",
        "/api/v1/ledger?actor=, wrong-actor",
        "/api/v1/ledger/export?from=x, wrong-number",
        "/api/v1/alarms?standing=1, wrong-standing"
    })
    void refusesWrongFilters(String path, String code) throws Exception {
        HttpResponse<String> answer = door.get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(door.json(answer).get("code").asText()).isEqualTo(code);
    }

    @Test
    void changesOnTheVersionThatWasRead() throws Exception {
        String path = "/api/v1/departments/police";
        HttpResponse<String> read = door.get(path);
        assertThat(read.headers().firstValue("ETag")).contains("\"3\"");

        HttpResponse<String> changed = door.send("PUT", path, DEPARTMENT, "If-Match", "\"3\"");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(((Department) door.office.put).version()).isEqualTo(3);
        HttpResponse<String> made = door.send("PUT", path, DEPARTMENT, "If-None-Match", "*");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(((Department) door.office.put).version()).isZero();

        assertThat(door.send("PUT", path, DEPARTMENT, "If-Match", "\"2\"").statusCode())
                .isEqualTo(412);
        for (String version : new String[] {"3", "\"x\"", "\"0\"", "*", "\"\""}) {
            assertThat(door.send("PUT", path, DEPARTMENT, "If-Match", version).statusCode())
                    .isEqualTo(412);
        }
        HttpResponse<String> without = door.send("PUT", path, DEPARTMENT);
        assertThat(without.statusCode()).isEqualTo(428);
        assertThat(door.json(without).get("code").asText()).isEqualTo("if-match-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"creditCode\":\"x\",\"name\":\"\",\"kind\":\"government\",\"region\":\"530000\"}",
                "{\"creditCode\":\"x\",\"name\":\"n\",\"kind\":\"other\",\"region\":\"530000\"}",
                "{\"creditCode\":\"x\",\"name\":\"n\",\"kind\":\"government\",\"region\":\"53\"}",
                "{\"creditCode\":\"x\",\"name\":\"n\",\"kind\":\"government\",\"region\":\"530000\",\"open\":\"perhaps\"}",
                "{\"version\":4}"
            })
    void refusesADepartmentThatIsNotWhole(String body) throws Exception {
        assertThat(door.send("PUT", "/api/v1/departments/police", body, "If-Match", "\"3\"")
                        .statusCode())
                .isEqualTo(400);
        assertThat(door.office.put).isNull();
    }

    @Test
    void putsARegionInForAPeriod() throws Exception {
        HttpResponse<String> answer = door.send(
                "PUT",
                "/api/v1/regions/530102",
                "{\"name\":\"五华区\",\"level\":\"COUNTY\",\"superior\":\"530100\",\"from\":\"1956-01-01\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.json(answer).get("until").isNull()).isTrue();
        assertThat(door.office.put).asString().contains("530102", "1956-01-01");
    }

    @Test
    void movesSheetsAsCsv() throws Exception {
        HttpResponse<String> out = door.get("/api/v1/departments/export");
        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.body()).isEqualTo("code,name\n530000,云南省 DEPARTMENTS\n");
        assertThat(out.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");

        String path = "/api/v1/regions/import";
        assertThat(door.post(path, "good", "Content-Type", "text/csv").body())
                .isEqualTo("{\"added\":1,\"changed\":2,\"same\":3}");
        HttpResponse<String> wrong = door.post(path, "wrong", "Content-Type", "text/csv", "Accept-Language", "en");
        assertThat(wrong.statusCode()).isEqualTo(422);
        JsonNode problem = door.json(wrong);
        assertThat(problem.get("code").asText()).isEqualTo("wrong-lines");
        assertThat(problem.at("/lines/0/line").asInt()).isEqualTo(2);
        assertThat(problem.at("/lines/0/refusal/text").asText()).isEqualTo("bad code");
        assertThat(door.post(path, " ".repeat((8 << 20) + 1), "Content-Type", "text/csv")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void makesAndChangesAccounts() throws Exception {
        HttpResponse<String> made = door.post(
                "/api/v1/accounts",
                "{\"name\":\"wang\",\"person\":\"王\",\"held\":[{\"role\":\"AUDITOR\",\"department\":\"police\"}]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).contains("/api/v1/accounts/wang");
        assertThat(door.json(made).get("password").asText()).isEqualTo("first-password");
        assertThat(door.office.orders).containsExactly("create wang [Held[role=AUDITOR, department=police]]");

        HttpResponse<String> taken = door.post("/api/v1/accounts", "{\"name\":\"taken\",\"person\":\"王\"}");
        assertThat(taken.statusCode()).isEqualTo(409);

        String path = "/api/v1/accounts/li";
        door.send("PUT", path, "{\"person\":\"李\",\"held\":[],\"subject\":\"s1\"}", "If-Match", "\"5\"");
        assertThat(door.office.put).asString().contains("held=[]", "version=5", "Optional[s1]");
        assertThat(door.post(path + "/disable", "").statusCode()).isEqualTo(200);
        assertThat(door.office.put).asString().contains("enabled=false", "OPERATOR", "version=5");
        assertThat(door.post(path + "/enable", "", "If-Match", "\"4\"").statusCode())
                .isEqualTo(200);
        assertThat(door.office.put).asString().contains("enabled=true", "version=4");
        assertThat(door.post("/api/v1/accounts/absent/enable", "").statusCode()).isEqualTo(404);
        assertThat(door.send("PUT", path, "{\"person\":\"李\",\"held\":[{\"rank\":\"x\"}]}", "If-Match", "\"5\"")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void givesClientsTheirCredentials() throws Exception {
        String path = "/api/v1/clients/register";
        door.send("PUT", path, "{\"department\":\"police\",\"title\":\"登记\"}", "If-None-Match", "*");
        assertThat(((Client) door.office.put).version()).isZero();

        HttpResponse<String> secret = door.post(path + "/secrets", "{\"until\":\"2027-01-01T00:00:00+08:00\"}");
        assertThat(secret.statusCode()).isEqualTo(201);
        assertThat(door.json(secret).get("secret").asText()).isEqualTo("the-secret");

        HttpResponse<String> bound =
                door.post(path + "/certificates", Certificates.pem("register"), "Content-Type", ClientsResource.PEM);
        assertThat(bound.statusCode()).isEqualTo(201);
        HttpResponse<String> wrong =
                door.post(path + "/certificates", "no certificate", "Content-Type", ClientsResource.PEM);
        assertThat(door.json(wrong).get("code").asText()).isEqualTo("wrong-certificate");
        assertThat(door.post(path + "/credentials/2/revoke", "").statusCode()).isEqualTo(200);
        assertThat(door.office.orders)
                .containsExactly(
                        "secret register Optional[2027-01-01T00:00+08:00]",
                        "bind register CN=register",
                        "revoke register 2");
    }

    @Test
    void saysWhoAnswersForAStage() throws Exception {
        HttpResponse<String> answer = door.send(
                "PUT",
                "/api/v1/datasets/person/responsibilities/storage",
                "{\"department\":\"police\",\"account\":\"li\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.json(answer).get("title").asText()).isEqualTo("存储");
        assertThat(door.send(
                                "PUT",
                                "/api/v1/datasets/absent/responsibilities/storage",
                                "{\"department\":\"police\",\"account\":\"li\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void readsTheLedgerByObject() throws Exception {
        JsonNode page = door.json(
                door.get("/api/v1/ledger?object=batch:12:3&actor=account:li&kind=k&from=2026-11-25T00:00:00%2B08:00"));
        assertThat(page.at("/lines/0/actor").asText()).isEqualTo("account:li");
        assertThat(page.at("/lines/0/number").asInt()).isEqualTo(9);
        assertThat(door.archive.selection.about()).contains("batch:12:3");
        assertThat(door.archive.selection.from()).isPresent();
    }

    @Test
    void exportsTheLedgerAndSaysSoInIt() throws Exception {
        HttpResponse<String> out = door.get("/api/v1/ledger/export?from=3");
        assertThat(out.body()).isEqualTo("{\"block\":3}\n");
        assertThat(out.headers().firstValue("Content-Type")).contains("application/jsonl");
        assertThat(door.archive.written)
                .extracting(entry -> entry.kind() + entry.actor().name())
                .containsExactly("ledger-exportedaccount:all");
    }

    @Test
    void verifiesTheLedgerOnceAtATimeAndShowsHowItStands() throws Exception {
        String path = "/api/v1/ledger/verify";
        door.archive.verifying = new CountDownLatch(1);
        HttpResponse<String> begun = door.post(path, "");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(begun.headers().firstValue("Location")).contains(path);
        String started = door.json(begun).get("started").asText();
        assertThat(door.json(door.post(path, "")).get("started").asText()).isEqualTo(started);
        assertThat(door.json(door.get(path)).get("state").asText()).isEqualTo("RUNNING");

        door.archive.verifying.countDown();
        Awaitility.await()
                .until(() -> door.json(door.get(path)).get("state").asText().equals("DONE"));
        JsonNode done = door.json(door.get(path));
        assertThat(done.get("blocks").asInt()).isEqualTo(4);
        assertThat(done.at("/head/hash").asText()).isEqualTo("cd");
        assertThat(door.archive.written).extracting(entry -> entry.kind()).containsExactly("ledger-verified");
    }

    @Test
    void publishesHeadsToAnyoneAskingTheLedgerOnceASecond() throws Exception {
        int before = door.archive.heads.get();
        HttpResponse<String> heads = door.get(LedgerHeadsServlet.PATH, "Nobody", "1");
        assertThat(heads.statusCode()).isEqualTo(200);
        assertThat(heads.headers().firstValue("Cache-Control")).contains("public, max-age=1");
        assertThat(door.json(heads).at("/heads/0/signature").asText()).isEqualTo("MEU=");
        for (int i = 0; i < 20; i++) {
            door.get(LedgerHeadsServlet.PATH, "Nobody", "1");
        }
        assertThat(door.archive.heads.get() - before).isBetween(1, 5);
    }

    @Test
    void clearsAnAlarmAndRotatesAKeyWithALineEach() throws Exception {
        assertThat(door.post("/api/v1/alarms/8/clear", "").statusCode()).isEqualTo(204);
        assertThat(door.archive.cleared).containsExactly("disk-full");
        assertThat(door.post("/api/v1/alarms/9/clear", "").statusCode()).isEqualTo(404);
        HttpResponse<String> rotated = door.post("/api/v1/keys/rotate", "{\"alias\":\"item/person\"}");
        assertThat(door.json(rotated).get("version").asInt()).isEqualTo(2);
        assertThat(door.post("/api/v1/keys/rotate", "{\"alias\":\"absent\"}").statusCode())
                .isEqualTo(404);
        assertThat(door.archive.written)
                .extracting(entry -> entry.kind() + " " + entry.about())
                .containsExactly(
                        "alarm-cleared alarm:8", "key-rotation-begun key:item/person", "key-rotated key:item/person");
        assertThat(Optional.of(door.archive.written.get(0).actor().channel())).contains("rest");
    }

    @Test
    void whoeverReadsExactRecordsLeavesALineBeforeTheAnswer() throws Exception {
        assertThat(door.post("/api/v1/datasets/person/records/query", "{\"subject\":\"530000190001010010\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(door.archive.written).singleElement().satisfies(line -> {
            assertThat(line.kind()).isEqualTo("records-read");
            assertThat(line.about()).isEqualTo("dataset:person");
            assertThat(line.detail()).contains("\"by\":\"subject\"").doesNotContain("530000190001010010");
        });
    }

    @Test
    void aLineOfASourceIsTracedToWhoDrewIt() throws Exception {
        JsonNode trace = door.json(door.get("/api/v1/arrivals/12/trace?line=2"));
        assertThat(trace.get("batch").get("id").asText()).isEqualTo("12:3");
        assertThat(trace.get("drawn").get(0).get("actor").asText()).isEqualTo("account:li");
        assertThat(door.json(door.get("/api/v1/arrivals/12/trace?line=0"))
                        .get("code")
                        .asText())
                .isEqualTo("unknown-line");
        assertThat(door.json(door.get("/api/v1/arrivals/12/trace")).get("code").asText())
                .isEqualTo("missing-line");
    }

    @Test
    void publicKeysOfTheLedgerAreForEverybodyNewestFirst() throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/ledger/keys", "Nobody", "yes");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-pem-file");
        assertThat(answer.body())
                .startsWith("# ledger/2 SM2\n-----BEGIN PUBLIC KEY-----")
                .contains("# ledger/1 SM2");
        assertThat(answer.body()).doesNotContain("person");
    }

    @Test
    void anArchiveIsClosedUpToTheNewestBlock() throws Exception {
        HttpResponse<String> answer = door.post("/api/v1/ledger/archives", "");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(door.archive.closed).isEqualTo(4);
        assertThat(door.json(answer).get("file").asText()).isEqualTo("ledger-000001.jsonl.gz");
    }

    @Test
    void reencryptionBeginsAndIsInTheLedger() throws Exception {
        HttpResponse<String> answer = door.post("/api/v1/datasets/person/reencrypt", "");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(door.json(answer).get("total").asLong()).isEqualTo(9);
        assertThat(door.archive.written).anyMatch(line -> line.kind().equals("reencryption-begun"));
    }

    @Test
    void whenAPeriodEndsIsToldToEverybody() throws Exception {
        String asked = "/api/v1/statute/deadline?received=2026-04-30&days=15";
        JsonNode national = door.json(door.get(asked, "Nobody", "yes"));
        assertThat(national.get("deadline").asText()).isEqualTo("2026-05-15");
        assertThat(national.get("before").asText()).startsWith("2026-05-16T00:00:00");
        assertThat(national.get("provisional").asBoolean()).isFalse();
        JsonNode local = door.json(door.get(asked + "&region=532900&counting=NEXT_WORKING_DAY", "Nobody", "yes"));
        assertThat(local.get("deadline").asText()).isEqualTo("2026-05-18");
        assertThat(local.get("nationalDeadline").asText()).isEqualTo("2026-05-16");
        assertThat(local.get("provisional").asBoolean()).isTrue();
        assertThat(local.get("calendarVersion").asText()).isEqualTo("fixed");
    }

    @ParameterizedTest
    @CsvSource({
        "days=15, missing-received",
        "received=2026-04-30, missing-days",
        "received=2026-02-30&days=15, wrong-date",
        "received=2026-04-30&days=1001, wrong-days",
        "received=2026-04-30&days=x, wrong-days",
        "received=2026-04-30&days=15&region=53, wrong-region",
        "received=2026-04-30&days=15&counting=SOMEHOW, wrong-counting"
    })
    void aWrongQuestionAboutAPeriodIsAnswered(String query, String code) throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/statute/deadline?" + query, "Nobody", "yes");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(door.json(answer).get("code").asText()).isEqualTo(code);
    }

    @Test
    void whatATextAsksIsToldWithItsWholeNameInTheCallersLanguage() throws Exception {
        JsonNode zh = door.json(door.get("/api/v1/statute/packs", "Nobody", "yes"));
        assertThat(zh.get("packs").get(0).get("title").asText()).contains("征求意见稿");
        JsonNode clock = zh.get("packs").get(0).get("clocks").get(0);
        assertThat(clock.get("extension").get("by").asText()).isEqualTo("DEPARTMENT_HEAD");
        JsonNode en = door.json(door.get("/api/v1/statute/packs", "Nobody", "yes", "Accept-Language", "en"));
        assertThat(en.get("packs").get(0).get("title").asText()).isEqualTo("test measures (draft)");
        assertThat(door.json(door.get("/api/v1/statute/packs/absent/differences?with=yn-test"))
                        .get("code")
                        .asText())
                .isEqualTo("unknown-rule-pack");
        assertThat(door.json(door.get("/api/v1/statute/packs/yn-test/differences"))
                        .get("code")
                        .asText())
                .isEqualTo("missing-with");
    }
}
