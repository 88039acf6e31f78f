package org.chama.itests.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.chama.itests.node.Staff;

/**
 * One request for each operation of the REST interface that does something real, and who may send it. What it needs (a held arrival, a
 * dead batch, an account to disable) is made when the request is first asked for, for each instance its own.
 */
final class AccessSamples {

    private static final String NONE = "";
    private static final String JSON = "application/json";
    private static final String REASON = "{\"reason\":\"经核实\"}";
    private static final String LETTERS = "abcdefghij";

    private final Staff staff;
    private final Throwaway things;
    private final Map<String, Supplier<Sample>> makers = new HashMap<>();
    private final Map<String, Sample> made = new HashMap<>();

    /**
     * @param type of the body, empty for none
     * @param allowed who may; empty for an operation that is for anyone
     * @param foreigner who may it elsewhere; empty when the permission knows no departments
     * @param isListing one in which a foreigner sees nothing of the office
     */
    record Sample(
            String path,
            String type,
            String body,
            String allowed,
            String foreigner,
            boolean isListing,
            Map<String, String> headers) {

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }

        private Sample with(String name, String value) {
            return new Sample(path, type, body, allowed, foreigner, isListing, Map.of(name, value));
        }
    }

    AccessSamples(Node node) {
        this.staff = node.staff();
        this.things = new Throwaway(node);
        open();
        data();
        directory();
        accounts();
        clients();
        ledger();
    }

    Set<String> keys() {
        return makers.keySet();
    }

    Sample of(String operation) {
        return made.computeIfAbsent(operation, key -> makers.get(key).get());
    }

    private void open() {
        add("GET /openapi.json", () -> get("/openapi.json", NONE, NONE));
        add("GET /open/{id}/records", () -> get("/open/population-append/records", NONE, NONE));
        add(
                "GET /statute/deadline",
                () -> get("/statute/deadline?received=2026-04-30&days=15&region=532900", NONE, NONE));
        add("GET /statute/packs", () -> get("/statute/packs", NONE, NONE));
        add(
                "GET /statute/packs/{id}/differences",
                () -> get("/statute/packs/yn-2021-draft/differences?with=gz-2020", NONE, NONE));
        add("GET /session", () -> get("/session", NONE, NONE));
        add(
                "POST /session",
                () -> post(
                        "/session",
                        "{\"account\":\"%s\",\"password\":\"%s\"}"
                                .formatted(
                                        Throwaway.GOVERNMENT,
                                        staff.person(Throwaway.GOVERNMENT).password()),
                        NONE,
                        NONE));
        add(
                "DELETE /session",
                () -> new Sample("/session", NONE, NONE, things.account("leaver"), NONE, false, Map.of()));
        add("POST /session/password", () -> {
            String who = things.account("changer");
            return post(
                    "/session/password",
                    "{\"before\":\"%s\",\"after\":\"another-%s\"}"
                            .formatted(staff.person(who).password(), LETTERS),
                    who,
                    NONE);
        });
    }

    private void data() {
        add("GET /datasets", () -> get("/datasets", Throwaway.GOVERNMENT, NONE));
        add("GET /datasets/{id}", () -> get("/datasets/" + Throwaway.DATASET, Throwaway.GOVERNMENT, NONE));
        add(
                "POST /datasets/{id}/records/query",
                () -> post(
                        "/datasets/" + Throwaway.DATASET + "/records/query", "{\"limit\":1}", Node.OFFICE, Node.OTHER));
        add("GET /arrivals", () -> listing("/arrivals", Node.OFFICE, Node.OTHER));
        add("GET /arrivals/{number}", () -> get("/arrivals/" + things.held(), Node.OFFICE, Node.OTHER));
        add(
                "GET /arrivals/{number}/trace",
                () -> get("/arrivals/" + things.stored() + "/trace?line=2", Node.OFFICE, Node.OTHER));
        add(
                "POST /arrivals/{number}/take",
                () -> post("/arrivals/" + things.held() + "/take", REASON, Node.OFFICE, Node.OTHER));
        add(
                "POST /arrivals/{number}/refuse",
                () -> post("/arrivals/" + things.held() + "/refuse", REASON, Node.OFFICE, Node.OTHER));
        add("GET /batches", () -> listing("/batches", Node.OFFICE, Node.OTHER));
        add("GET /batches/{batch}/trace", () -> get("/batches/" + things.dead() + "/trace", Node.OFFICE, Node.OTHER));
        add(
                "POST /batches/{batch}/replay",
                () -> post("/batches/" + things.dead() + "/replay", REASON, Staff.OPERATIONS, NONE));
        add("GET /quarantine", () -> listing("/quarantine", Node.OFFICE, Node.OTHER));
        add("GET /releases", () -> listing("/releases", Node.OFFICE, Node.OTHER));
        add("GET /connectors", () -> listing("/connectors", Node.OFFICE, Node.OTHER));
        String stages = "/datasets/" + Throwaway.DATASET + "/responsibilities";
        add("GET /datasets/{id}/responsibilities", () -> get(stages, Node.OFFICE, Node.OTHER));
        add(
                "PUT /datasets/{id}/responsibilities/{stage}",
                () -> put(
                        stages + "/COLLECTION",
                        "{\"department\":\"%s\",\"account\":\"%s\"}".formatted(Node.OFFICE, Node.OFFICE),
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR));
    }

    private void directory() {
        add("GET /regions", () -> get("/regions", Throwaway.GOVERNMENT, NONE));
        add("GET /regions/export", () -> get("/regions/export", Throwaway.GOVERNMENT, NONE));
        add(
                "PUT /regions/{code}",
                () -> put(
                        "/regions/53019" + things.instance(),
                        "{\"name\":\"测试县\",\"level\":\"COUNTY\",\"superior\":\"530100\",\"from\":\"2026-01-01\"}",
                        Staff.AUTHORITY,
                        Throwaway.CITY));
        add("POST /regions/import", () -> sheet("/regions", Staff.AUTHORITY, Throwaway.CITY));
        add("GET /departments", () -> get("/departments", Throwaway.GOVERNMENT, NONE));
        add("GET /departments/{id}", () -> get("/departments/" + Node.OFFICE, Throwaway.GOVERNMENT, NONE));
        add("GET /departments/export", () -> get("/departments/export", Throwaway.GOVERNMENT, NONE));
        add("PUT /departments/{id}", () -> {
            JsonNode now = staff.call(Staff.AUTHORITY, "GET", "/departments/" + Node.OFFICE, "", 200);
            return put(
                            "/departments/" + Node.OFFICE,
                            ("{\"creditCode\":\"%s\",\"name\":\"%s\",\"kind\":\"GOVERNMENT\",\"region\":\"530000\","
                                            + "\"authority\":false,\"open\":true}")
                                    .formatted(
                                            now.get("creditCode").asText(),
                                            now.get("name").asText()),
                            Staff.AUTHORITY,
                            Throwaway.CITY)
                    .with("If-Match", "\"" + now.get("version").asText() + "\"");
        });
        add("POST /departments/import", () -> sheet("/departments", Staff.AUTHORITY, Throwaway.CITY));
    }

    private void accounts() {
        add("GET /accounts", () -> listing("/accounts", Throwaway.OFFICE_ADMINISTRATOR, Throwaway.OTHER_ADMINISTRATOR));
        add(
                "POST /accounts",
                () -> post(
                        "/accounts",
                        "{\"name\":\"made-%d\",\"person\":\"测试\",\"held\":[{\"role\":\"OPERATOR\",\"department\":\"%s\"}]}"
                                .formatted(things.instance(), Node.OFFICE),
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR));
        add("GET /accounts/{name}", () -> account("shown", "GET", ""));
        add("PUT /accounts/{name}", () -> {
            String who = things.account("renamed");
            return put(
                            "/accounts/" + who,
                            "{\"person\":\"改名\",\"held\":[{\"role\":\"OPERATOR\",\"department\":\"%s\"}],\"enabled\":true}"
                                    .formatted(Node.OFFICE),
                            Throwaway.OFFICE_ADMINISTRATOR,
                            Throwaway.OTHER_ADMINISTRATOR)
                    .with(
                            "If-Match",
                            "\""
                                    + staff.call(Staff.ADMINISTRATOR, "GET", "/accounts/" + who, "", 200)
                                            .get("version")
                                            .asText()
                                    + "\"");
        });
        add("POST /accounts/{name}/reset-password", () -> account("reset", "POST", "/reset-password"));
        add("POST /accounts/{name}/disable", () -> account("disabled", "POST", "/disable"));
        add("POST /accounts/{name}/enable", () -> account("enabled", "POST", "/enable"));
    }

    private Sample account(String name, String method, String order) {
        String path = "/accounts/" + things.account(name) + order;
        return method.equals("GET")
                ? get(path, Throwaway.OFFICE_ADMINISTRATOR, Throwaway.OTHER_ADMINISTRATOR)
                : new Sample(
                        path,
                        NONE,
                        NONE,
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR,
                        false,
                        Map.of());
    }

    private void clients() {
        add("GET /clients", () -> listing("/clients", Throwaway.OFFICE_ADMINISTRATOR, Throwaway.OTHER_ADMINISTRATOR));
        add(
                "GET /clients/{name}",
                () -> get(
                        "/clients/" + things.client("shown"),
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR));
        add("PUT /clients/{name}", () -> put(
                        "/clients/entered-" + things.instance(),
                        "{\"department\":\"%s\",\"title\":\"测试\",\"enabled\":true}".formatted(Node.OFFICE),
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR)
                .with("If-None-Match", "*"));
        add(
                "POST /clients/{name}/secrets",
                () -> post(
                        "/clients/" + things.client("secretive") + "/secrets",
                        "{}",
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR));
        add(
                "POST /clients/{name}/certificates",
                () -> new Sample(
                        "/clients/" + things.client("bound") + "/certificates",
                        "application/x-pem-file",
                        Signer.make("client-" + things.instance()).certificate(),
                        Throwaway.OFFICE_ADMINISTRATOR,
                        Throwaway.OTHER_ADMINISTRATOR,
                        false,
                        Map.of()));
        add("POST /clients/{name}/credentials/{id}/revoke", () -> {
            String name = things.client("revoked");
            String id = staff.call(Staff.ADMINISTRATOR, "GET", "/clients/" + name, "", 200)
                    .get("credentials")
                    .get(0)
                    .get("id")
                    .asText();
            return new Sample(
                    "/clients/" + name + "/credentials/" + id + "/revoke",
                    NONE,
                    NONE,
                    Throwaway.OFFICE_ADMINISTRATOR,
                    Throwaway.OTHER_ADMINISTRATOR,
                    false,
                    Map.of());
        });
    }

    private void ledger() {
        add("GET /ledger", () -> get("/ledger?object=batch:1:0", Staff.AUDITOR, NONE));
        add("GET /ledger/export", () -> get("/ledger/export", Staff.AUDITOR, NONE));
        add("GET /ledger/heads", () -> get("/ledger/heads", Staff.AUDITOR, NONE));
        add(
                "POST /ledger/verify",
                () -> new Sample("/ledger/verify", NONE, NONE, Staff.AUDITOR, NONE, false, Map.of()));
        add("GET /ledger/verify", () -> get("/ledger/verify", Staff.AUDITOR, NONE));
        add("GET /alarms", () -> listing("/alarms", Node.OFFICE, Node.OTHER));
        add("POST /alarms/{number}/clear", () -> {
            String number = staff.call(Staff.OPERATIONS, "GET", "/alarms", "", 200)
                    .get("alarms")
                    .get(things.instance())
                    .get("number")
                    .asText();
            return new Sample("/alarms/" + number + "/clear", NONE, NONE, Staff.OPERATIONS, NONE, false, Map.of());
        });
        add("GET /ledger/keys", () -> get("/ledger/keys", NONE, NONE));
        add("GET /ledger/archives", () -> get("/ledger/archives", Staff.AUDITOR, NONE));
        add(
                "POST /ledger/archives",
                () -> new Sample("/ledger/archives", NONE, NONE, Staff.AUDITOR, NONE, false, Map.of()));
        add("GET /keys/jobs", () -> get("/keys/jobs", Staff.ADMINISTRATOR, NONE));
        add(
                "POST /datasets/{id}/reencrypt",
                () -> new Sample(
                        "/datasets/" + Throwaway.DATASET + "/reencrypt",
                        NONE,
                        NONE,
                        Staff.ADMINISTRATOR,
                        NONE,
                        false,
                        Map.of()));
        add("GET /keys", () -> get("/keys", Staff.ADMINISTRATOR, NONE));
        add("POST /keys/rotate", () -> {
            String alias = staff.call(Staff.ADMINISTRATOR, "GET", "/keys", "", 200)
                    .get("keys")
                    .get(0)
                    .get("alias")
                    .asText();
            return post("/keys/rotate", "{\"alias\":\"" + alias + "\"}", Staff.ADMINISTRATOR, NONE);
        });
    }

    private void add(String operation, Supplier<Sample> maker) {
        makers.put(operation, maker);
    }

    private static Sample get(String path, String allowed, String foreigner) {
        return new Sample(path, NONE, NONE, allowed, foreigner, false, Map.of());
    }

    private static Sample listing(String path, String allowed, String foreigner) {
        return new Sample(path, NONE, NONE, allowed, foreigner, true, Map.of());
    }

    private static Sample post(String path, String body, String allowed, String foreigner) {
        return new Sample(path, JSON, body, allowed, foreigner, false, Map.of());
    }

    private static Sample put(String path, String body, String allowed, String foreigner) {
        return post(path, body, allowed, foreigner);
    }

    /** What is exported can be imported again, with one name changed. */
    private Sample sheet(String path, String allowed, String foreigner) {
        String csv = staff.text(allowed, path + "/export").replaceAll("\\(测试\\d*\\)", "(测试" + things.instance() + ")");
        return new Sample(path + "/import", "text/csv", csv, allowed, foreigner, false, Map.of());
    }
}
