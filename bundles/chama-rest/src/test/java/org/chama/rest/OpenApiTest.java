package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

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
                if (method.isAnnotationPresent(GET.class) || method.isAnnotationPresent(POST.class)) {
                    implemented.add(line(resource.getClass(), method));
                }
            }
        }
        Set<String> described = new TreeSet<>();
        description.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> described.add(line(path.getKey(), method.getKey(), method.getValue()))));
        assertThat(described).isEqualTo(implemented).hasSize(15);
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
                } else if (annotation instanceof PathParam segment) {
                    parameters.add("path " + segment.value());
                }
            }
        }
        boolean body = method.isAnnotationPresent(Consumes.class);
        return (method.isAnnotationPresent(GET.class) ? "get " : "post ") + path + " " + parameters
                + (body ? " body" : "");
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
            resolve(operation
                    .at("/requestBody/content/application~1json/schema/$ref")
                    .asText());
        }
        return method + " " + path + " " + new TreeSet<>(parameters) + (operation.has("requestBody") ? " body" : "");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        description.findValuesAsText("$ref").forEach(OpenApiTest::resolve);
    }
}
