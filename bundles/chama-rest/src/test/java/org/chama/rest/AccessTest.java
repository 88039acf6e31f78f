package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final String ARRIVALS = "/api/v1/arrivals";

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
        door.gate.refused.clear();
        door.gate.asked.clear();
        door.gate.closed.clear();
        door.gate.wait = Optional.empty();
        door.desk.orders.clear();
    }

    /** An operation of the interface that needs a permission. */
    record Operation(String method, String path, Permission permission) {}

    static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Object resource : ApiServlet.resources(new Platform())) {
            for (Method method : resource.getClass().getDeclaredMethods()) {
                verb(method).ifPresent(verb -> Permissions.needed(method)
                        .ifPresent(permission ->
                                operations.add(new Operation(verb, path(resource.getClass(), method), permission))));
            }
        }
        assertThat(operations).hasSizeGreaterThan(40);
        return operations;
    }

    private static Optional<String> verb(Method method) {
        return Stream.<Class<? extends Annotation>>of(GET.class, POST.class, PUT.class, DELETE.class)
                .filter(method::isAnnotationPresent)
                .map(Class::getSimpleName)
                .findFirst();
    }

    private static String path(Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        return ApiServlet.PATH
                + (resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value()))
                        .replace("{number}", "12")
                        .replace("{batch}", "12:3")
                        .replace("{code}", "530000")
                        .replace("{stage}", "STORAGE")
                        .replaceAll("\\{\\w+}", "person");
    }

    private HttpResponse<String> call(Operation operation, String... headers) throws Exception {
        String type = operation.path().endsWith("/import")
                ? Csv.TYPE
                : operation.path().endsWith("/certificates") ? ClientsResource.PEM : "application/json";
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", type));
        boolean body = operation.method().equals("POST") || operation.method().equals("PUT");
        return door.send(operation.method(), operation.path(), body ? "{}" : "", all.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesNobodyEverywhere(Operation operation) throws Exception {
        HttpResponse<String> answer = call(operation, "Nobody", "1");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(Problem.CHALLENGE);
        assertThat(door.json(answer).get("code").asText()).isEqualTo("not-signed-in");
        assertThat(door.gate.refused).containsExactly("nobody " + operation.permission());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesWhoHasNoRoleForIt(Operation operation) throws Exception {
        if (operation.permission() == Permission.SESSION) {
            return;
        }
        HttpResponse<String> answer = call(operation, "Authorization", "Bearer none");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(door.json(answer).get("code").asText()).isEqualTo("forbidden");
        assertThat(door.gate.refused).containsExactly("account:none " + operation.permission());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesAllButANewPasswordToWhoHasAFirstOne(Operation operation) throws Exception {
        HttpResponse<String> answer = call(operation, "Authorization", "Bearer first");
        assertThat(answer.statusCode() == 403).isEqualTo(operation.permission() != Permission.SESSION);
        assertThat(answer.body().contains("password-must-change"))
                .isEqualTo(operation.permission() != Permission.SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/arrivals/12",
                "/api/v1/batches/12:3/trace",
                "/api/v1/datasets/person",
                "/api/v1/datasets/person/responsibilities",
                "/api/v1/departments/police",
                "/api/v1/accounts/li",
                "/api/v1/clients/register"
            })
    void anotherDepartmentsThingLooksAsIfItWereNotThere(String path) throws Exception {
        assertThat(door.get(path, "Authorization", "Bearer police").statusCode())
                .isEqualTo(200);
        assertThat(door.gate.refused).isEmpty();

        HttpResponse<String> answer = door.get(path, "Authorization", "Bearer health");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(door.gate.refused).singleElement().asString().endsWith(" police");
        String other = path.replaceFirst("12(:3)?", "9$1").replaceFirst("/(person|police|li|register)", "/absent");
        assertThat(door.json(door.get(other)).get("code"))
                .isEqualTo(door.json(answer).get("code"));
    }

    @Test
    void exactRecordsOfAnotherDepartmentAreNotGiven() throws Exception {
        HttpResponse<String> answer =
                door.post("/api/v1/datasets/person/records/query", "{}", "Authorization", "Bearer health");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("530000190001010010");
    }

    @Test
    void listsShowOnlyWhatIsWithinReach() throws Exception {
        door.get(ARRIVALS, "Authorization", "Bearer health");
        assertThat(door.desk.filter.reach()).isEqualTo(new Reach(false, Set.of("health")));
        for (Map.Entry<String, String> list : Map.of(
                        "datasets", "datasets",
                        "releases", "releases",
                        "connectors", "connectors",
                        "alarms", "alarms",
                        "ledger", "lines")
                .entrySet()) {
            String path = "/api/v1/" + list.getKey();
            assertThat(door.json(door.get(path, "Authorization", "Bearer health"))
                            .get(list.getValue()))
                    .as(path)
                    .isEmpty();
            assertThat(door.json(door.get(path, "Authorization", "Bearer police"))
                            .get(list.getValue()))
                    .as(path)
                    .isNotEmpty();
        }
    }

    @Test
    void doesNotStartWithAMethodThatSaysNothing() {
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setAddress("/");
        factory.setServiceBean(new Silent());
        factory.setProvider(new Permissions(new Platform()));
        assertThatThrownBy(factory::create).hasStackTraceContaining("must say either @Needs(permission) or @Anyone");
    }

    @Path("/silent")
    public static final class Silent {

        @GET
        public String get() {
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer nobody-knows",
                "Bearer ",
                "Basic YTpi",
                "Chama client=system",
                "Chama client=system, algorithm=HMAC-SM3, timestamp=1, nonce=n, signature=11",
                "Chama client=system, algorithm=HMAC-SM3, timestamp=1, nonce=n, signature=00, nonce=m",
                "Chama client=system, algorithm=HMAC-SM3, timestamp=1, nonce=n, signature=00, more=1",
                "Chama"
            })
    void nothingGoesOnAfterAWrongCredential(String authorization) throws Exception {
        for (String path : List.of(ARRIVALS, "/api/v1/openapi.json", "/api/v1/open/person/records")) {
            HttpResponse<String> answer = door.get(path, "Authorization", authorization);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(door.json(answer).get("code").asText()).isEqualTo("wrong-credential");
            assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(Problem.CHALLENGE);
        }
    }

    @Test
    void takesOneProofOnly() throws Exception {
        for (String[] headers : new String[][] {
            {"Authorization", "Bearer all", "Cookie", "chama_session=session-all"},
            {"Cookie", "chama_session=session-all; chama_session=session-police"}
        }) {
            HttpResponse<String> answer = door.get(ARRIVALS, headers);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(door.json(answer).get("code").asText()).isEqualTo("two-identities");
        }
        assertThat(door.gate.refused).containsExactly("two-identities ", "two-identities ");
    }

    @Test
    void signsInWithACookieScriptsCannotReadAndATokenForChanges() throws Exception {
        HttpResponse<String> begun =
                door.post("/api/v1/session", "{\"account\":\"police\",\"password\":\"police\"}", "Nobody", "1");
        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.headers().allValues("Set-Cookie"))
                .containsExactly("chama_session=session-police; Path=/; HttpOnly; SameSite=Strict");
        assertThat(begun.body()).doesNotContain("\"session-police\"");
        String csrf = door.json(begun).get("csrf").asText();
        assertThat(door.json(begun).at("/held/0/title").asText()).isEqualTo("部门操作员");

        String[] cookie = {"Cookie", "chama_session=session-police"};
        HttpResponse<String> who = door.get("/api/v1/session", cookie);
        assertThat(door.json(who).get("name").asText()).isEqualTo("police");
        assertThat(door.json(who).get("csrf").asText()).isEqualTo(csrf);
        assertThat(door.json(who).get("permissions")).isNotEmpty();

        String take = "/api/v1/arrivals/12/take";
        String reason = "{\"reason\":\"a\"}";
        for (String[] headers : new String[][] {cookie, {cookie[0], cookie[1], "X-CSRF-Token", csrf + "x"}}) {
            HttpResponse<String> forged = door.post(take, reason, headers);
            assertThat(forged.statusCode()).isEqualTo(403);
            assertThat(door.json(forged).get("code").asText()).isEqualTo("wrong-csrf-token");
        }
        assertThat(door.desk.orders).isEmpty();
        assertThat(door.gate.refused).contains("wrong-csrf-token account:police");
        assertThat(door.post(take, reason, cookie[0], cookie[1], "X-CSRF-Token", csrf)
                        .statusCode())
                .isEqualTo(200);
        assertThat(door.desk.orders).containsExactly("take 12 account:police a");

        HttpResponse<String> ended =
                door.send("DELETE", "/api/v1/session", "", cookie[0], cookie[1], "X-CSRF-Token", csrf);
        assertThat(ended.statusCode()).isEqualTo(204);
        assertThat(ended.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(value -> assertThat(value).contains("chama_session=;", "Max-Age=0"));
        assertThat(door.gate.closed).containsExactly("session-police");
    }

    @Test
    void anEndedSessionIsRefusedAndItsCookieTakenBack() throws Exception {
        HttpResponse<String> answer = door.get("/api/v1/session", "Cookie", "chama_session=old");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(value -> assertThat(value).contains("chama_session=;", "Max-Age=0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"account\":\"police\",\"password\":\"x\"}", "{\"account\":\"absent\",\"password\":\"absent\"}"
            })
    void refusesAWrongPasswordWithoutSayingWhatIsWrong(String body) throws Exception {
        HttpResponse<String> answer = door.post("/api/v1/session", body, "Nobody", "1");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(door.json(answer).get("detail").asText()).isEqualTo("账号或密码不正确");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesASignInThatIsNotOfTheRightForm() throws Exception {
        for (String body : List.of(
                "{\"account\":\"police\"}",
                "{\"account\":\"police\",\"password\":1}",
                "{\"account\":\"police\",\"password\":\"a\",\"password\":\"b\"}",
                "{\"account\":\"police\",\"password\":\"police\",\"more\":\"\"}",
                "{\"account\":\"police\",\"password\":\"" + "a".repeat(1_000_000) + "\"}",
                "{\"account\":\"police\",\"password\":\"police\"} {}")) {
            HttpResponse<String> answer = door.post("/api/v1/session", body, "Nobody", "1");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(door.json(answer).get("code").asText()).isEqualTo("not-json");
        }
    }

    @Test
    void changesOnesOwnPassword() throws Exception {
        String path = "/api/v1/session/password";
        HttpResponse<String> changed =
                door.post(path, "{\"before\":\"first\",\"after\":\"b\"}", "Authorization", "Bearer first");
        assertThat(changed.statusCode()).isEqualTo(204);
        HttpResponse<String> wrong =
                door.post(path, "{\"before\":\"x\",\"after\":\"b\"}", "Authorization", "Bearer first");
        assertThat(wrong.statusCode()).isEqualTo(400);
    }

    @Test
    void checksTheSignatureOverWhatItReceivedAndHandsTheBodyOn() throws Exception {
        String body = "{\"reason\":\"签名\"}";
        String authorization =
                "Chama client=\"system\", algorithm=HMAC-SHA256, timestamp=1764000000, nonce=n1, signature=00";
        HttpResponse<String> answer = door.post("/api/v1/arrivals/12/take", body, "Authorization", authorization);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.desk.orders).containsExactly("take 12 client:system 签名");
        assertThat(door.gate.signed.method()).isEqualTo("POST");
        assertThat(door.gate.signed.target()).isEqualTo("/api/v1/arrivals/12/take");
        assertThat(door.gate.signed.bodyDigest())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes("UTF-8"))));

        door.get(ARRIVALS + "?limit=3&after=a%20b", "Authorization", authorization.replace("SHA256", "SM3"));
        assertThat(door.gate.signed.target()).isEqualTo(ARRIVALS + "?limit=3&after=a%20b");
        assertThat(door.gate.signed.bodyDigest()).isEqualTo("0003");

        HttpResponse<String> large = door.post(
                "/api/v1/arrivals/12/take", " ".repeat(Json.LARGEST_BODY + 1), "Authorization", authorization);
        assertThat(large.statusCode()).isEqualTo(413);
    }

    @Test
    void sendsAwayWhoAsksTooOften() throws Exception {
        door.gate.wait = Optional.of(Duration.ofMillis(1_500));
        for (String path : List.of(ARRIVALS, "/open/ledger-heads")) {
            HttpResponse<String> answer = door.get(path);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        }
    }

    @Test
    void namesEveryRequestAndKeepsBrowsersInTheirPlace() throws Exception {
        for (String path :
                List.of(ARRIVALS, "/", "/health/live", "/open/ledger-heads", "/nothing", "/api/v1/nothing")) {
            HttpResponse<String> answer = door.get(path);
            assertThat(answer.headers().firstValue("X-Request-Id")).as(path).hasValueSatisfying(id -> assertThat(id)
                    .matches("[0-9a-f]{16}"));
            assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void staysClosedWithoutADirectory() throws Exception {
        door.platform.access = null;
        try {
            assertThat(door.get(ARRIVALS).statusCode()).isEqualTo(503);
            assertThat(door.get(ARRIVALS, "Nobody", "1").statusCode()).isEqualTo(503);
        } finally {
            door.platform.access = door.gate;
        }
    }
}
