package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.chama.api.access.Anyone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static final List<Class<? extends Annotation>> VERBS =
            List.of(GET.class, POST.class, PUT.class, DELETE.class);

    private static RunningDoor door;
    private static JsonNode description;

    @BeforeAll
    static void open() throws Exception {
        door = new RunningDoor();
        HttpResponse<String> answer = door.get("/api/v1/openapi.json");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        description = new ObjectMapper().readTree(answer.body());
    }

    @AfterAll
    static void close() throws Exception {
        door.stop();
    }

    @Test
    void describesEveryMethodWithItsParametersAndNoOther() {
        Set<String> implemented = new TreeSet<>();
        for (Object resource : ApiServlet.resources(new Platform())) {
            for (Method method : resource.getClass().getDeclaredMethods()) {
                if (VERBS.stream().anyMatch(method::isAnnotationPresent)) {
                    implemented.add(line(resource.getClass(), method));
                }
            }
        }
        Set<String> described = new TreeSet<>();
        description.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> described.add(line(path.getKey(), method.getKey(), method.getValue()))));
        assertThat(described).isEqualTo(implemented).hasSizeGreaterThan(50);
    }

    @Test
    void answersHaveTheMembersOfTheirSchemas() throws Exception {
        matches("/datasets", door.json(door.get("/api/v1/datasets")), "Datasets");
        matches("/datasets/{id}", door.json(door.get("/api/v1/datasets/person")), "Dataset");
        matches("/open", door.json(door.get("/api/v1/open/person/records")), "Records");
        matches("/query", door.json(door.post("/api/v1/datasets/person/records/query", "{}")), "Records");
        matches("/arrivals", door.json(door.get("/api/v1/arrivals")), "Arrivals");
        matches("/arrivals/{number}", door.json(door.get("/api/v1/arrivals/12")), "Arrival");
        matches("/batches", door.json(door.get("/api/v1/batches")), "Batches");
        matches("/trace", door.json(door.get("/api/v1/batches/12:3/trace")), "Trace");
        matches("/replay", door.json(door.post("/api/v1/batches/12:3/replay", "{\"reason\":\"a\"}")), "Replay");
        matches("/quarantine", door.json(door.get("/api/v1/quarantine")), "Quarantine");
        matches("/releases", door.json(door.get("/api/v1/releases")), "Releases");
        matches("/connectors", door.json(door.get("/api/v1/connectors")), "Connectors");
        matches("/session", door.json(door.get("/api/v1/session")), "Session");
        matches("/regions", door.json(door.get("/api/v1/regions")), "Regions");
        matches("/departments", door.json(door.get("/api/v1/departments")), "Departments");
        matches("/departments/{id}", door.json(door.get("/api/v1/departments/police")), "Department");
        matches("/accounts", door.json(door.get("/api/v1/accounts")), "Accounts");
        matches("/accounts/{name}", door.json(door.get("/api/v1/accounts/li")), "Account");
        matches("/reset", door.json(door.post("/api/v1/accounts/li/reset-password", "")), "FirstPassword");
        matches("/clients", door.json(door.get("/api/v1/clients")), "Clients");
        matches("/clients/{name}", door.json(door.get("/api/v1/clients/register")), "Client");
        matches("/secrets", door.json(door.post("/api/v1/clients/register/secrets", "{}")), "Secret");
        matches(
                "/responsibilities",
                door.json(door.get("/api/v1/datasets/person/responsibilities")),
                "Responsibilities");
        matches("/ledger", door.json(door.get("/api/v1/ledger")), "Lines");
        matches("/ledger/heads", door.json(door.get("/api/v1/ledger/heads")), "Heads");
        matches("/ledger/verify", door.json(door.get("/api/v1/ledger/verify")), "LedgerCheck");
        matches("/alarms", door.json(door.get("/api/v1/alarms")), "Alarms");
        matches("/ledger/archives", door.json(door.get("/api/v1/ledger/archives")), "Archives");
        matches("/keys/jobs", door.json(door.get("/api/v1/keys/jobs")), "Jobs");
        matches("/arrivals/{number}/trace", door.json(door.get("/api/v1/arrivals/12/trace?line=2")), "Trace");
        matches(
                "/statute/deadline",
                door.json(door.get("/api/v1/statute/deadline?received=2026-04-30&days=15&region=532900")),
                "Deadline");
        matches("/statute/packs", door.json(door.get("/api/v1/statute/packs")), "RulePacks");
        matches(
                "/statute/packs/{id}/differences",
                door.json(door.get("/api/v1/statute/packs/yn-test/differences?with=yn-test")),
                "Differences");
        matches("/keys", door.json(door.get("/api/v1/keys")), "Keys");
        matches("problem", door.json(door.get("/api/v1/arrivals/13")), "Problem");
    }

    private static void matches(String where, JsonNode value, String schema) {
        matches(where, value, resolve("#/components/schemas/" + schema));
    }

    /** Checks members and kinds; formats and texts are free. */
    private static void matches(String where, JsonNode value, JsonNode declared) {
        JsonNode schema = declared.has("$ref") ? resolve(declared.get("$ref").asText()) : declared;
        if (schema.has("anyOf")) {
            if (!value.isNull()) {
                matches(where, value, schema.get("anyOf").get(0));
            }
            return;
        }
        if (schema.has("enum")) {
            assertThat(StreamSupport.stream(schema.get("enum").spliterator(), false)
                            .map(JsonNode::asText))
                    .as(where)
                    .contains(value.asText());
            return;
        }
        assertThat(kinds(schema.get("type"))).as(where).contains(kind(value));
        if (value.isArray()) {
            value.forEach(entry -> matches(where + "[]", entry, schema.get("items")));
        }
        if (value.isObject() && schema.has("properties")) {
            schema.get("required").forEach(name -> assertThat(value.has(name.asText()))
                    .as(where + "." + name)
                    .isTrue());
            value.properties().forEach(member -> {
                JsonNode property = schema.get("properties").get(member.getKey());
                assertThat(property).as(where + "." + member.getKey()).isNotNull();
                matches(where + "." + member.getKey(), member.getValue(), property);
            });
        }
    }

    private static Set<String> kinds(JsonNode type) {
        Set<String> kinds = new TreeSet<>();
        (type.isArray() ? type : new ObjectMapper().createArrayNode().add(type))
                .forEach(kind -> kinds.add(kind.asText()));
        if (kinds.contains("number")) {
            kinds.add("integer");
        }
        return kinds;
    }

    private static String kind(JsonNode value) {
        if (value.isIntegralNumber()) {
            return "integer";
        }
        return value.isTextual() ? "string" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static JsonNode resolve(String reference) {
        JsonNode found = description.at(reference.substring(1));
        assertThat(found).as(reference).isInstanceOf(ObjectNode.class);
        return found;
    }

    private static String line(Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        String path = resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value());
        Set<String> parameters = new TreeSet<>();
        for (Annotation[] annotations : method.getParameterAnnotations()) {
            for (Annotation annotation : annotations) {
                if (annotation instanceof QueryParam query) {
                    parameters.add("query " + query.value());
                } else if (annotation instanceof HeaderParam header) {
                    parameters.add("header " + header.value());
                } else if (annotation instanceof PathParam segment) {
                    parameters.add("path " + segment.value());
                }
            }
        }
        boolean body = method.isAnnotationPresent(Consumes.class);
        return verb(method) + " " + path + " " + parameters + (body ? " body" : "") + " " + rule(method);
    }

    private static String line(String path, String method, JsonNode operation) {
        List<String> parameters = new ArrayList<>();
        if (operation.has("parameters")) {
            operation.get("parameters").forEach(reference -> {
                JsonNode parameter = resolve(reference.get("$ref").asText());
                parameters.add(parameter.get("in").asText() + " "
                        + parameter.get("name").asText());
            });
        }
        if (operation.has("requestBody")) {
            operation
                    .at("/requestBody/content")
                    .forEach(content -> resolve(content.at("/schema/$ref").asText()));
        }
        String rule = operation.has("x-permission")
                ? "needs " + operation.get("x-permission").asText()
                : "anyone " + operation.get("x-anyone").asText();
        assertThat(operation.has("x-permission") && operation.has("x-anyone")).isFalse();
        return method + " " + path + " " + new TreeSet<>(parameters) + (operation.has("requestBody") ? " body" : "")
                + " " + rule;
    }

    private static String verb(Method method) {
        return VERBS.stream()
                .filter(method::isAnnotationPresent)
                .map(verb -> verb.getSimpleName().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElseThrow();
    }

    private static String rule(Method method) {
        return Permissions.needed(method)
                .map(permission -> "needs " + permission)
                .orElseGet(() -> "anyone " + method.getAnnotation(Anyone.class).because());
    }

    @Test
    void anOperationForAnyoneNeedsNoCredential() {
        description
                .get("paths")
                .forEach(path -> path.forEach(
                        operation -> assertThat(operation.at("/security/0").isEmpty() && operation.has("security"))
                                .as(operation.get("operationId").asText())
                                .isEqualTo(operation.has("x-anyone"))));
        assertThat(description.get("security")).hasSize(4);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        description.findValuesAsText("$ref").forEach(OpenApiTest::resolve);
    }
}
