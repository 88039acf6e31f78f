package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every operation of the REST interface, as its own description lists them: refused without identity, with a wrong one, to a wrong role
 * and to another department, each in the ledger; and done for one who may. An operation nobody wrote a sample for fails.
 */
@InContainer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRestIT {

    private static final String NEVER_ISSUED = "chama_session=" + "0".repeat(64);

    private final Node node;
    private final Staff staff;
    private final Rest nobody;
    private final AccessSamples samples;
    private List<Operation> operations;

    AccessRestIT(Node node) {
        this.node = node;
        this.staff = node.staff();
        this.nobody = new Rest(node.ports().http());
        this.samples = new AccessSamples(node);
    }

    /** @param permission empty for one that is for anyone */
    private record Operation(String method, String path, String permission) {

        String key() {
            return method + " " + path;
        }
    }

    @BeforeAll
    void list() {
        operations = new ArrayList<>();
        JsonNode openApi = Rest.parse(nobody.get(Rest.API + "/openapi.json").body());
        for (Map.Entry<String, JsonNode> path : openApi.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue().isObject()) {
                    JsonNode rule = operation.getValue();
                    assertThat(rule.has("x-permission") ^ rule.has("x-anyone"))
                            .as("a rule of " + operation.getKey() + " " + path.getKey())
                            .isTrue();
                    operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            rule.path("x-permission").asText("")));
                }
            }
        }
        assertThat(operations).hasSizeGreaterThan(45);
        assertThat(samples.keys())
                .containsExactlyInAnyOrderElementsOf(
                        operations.stream().map(Operation::key).toList());
    }

    @Test
    void refusesWhoeverHasNotSignedIn() {
        OffsetDateTime since = now();
        List<Operation> guarded = guarded();
        for (Operation operation : guarded) {
            HttpResponse<String> answer = send(operation, samples.of(operation.key()));
            assertThat(Rest.problem(answer, 401)).as(operation.key()).isEqualTo("not-signed-in");
        }
        strangersAreCounted(since, "not-signed-in", guarded.size());
    }

    @Test
    void refusesIdentitiesThatAreNotProved() {
        OffsetDateTime since = now();

        for (Operation operation : operations) {
            AccessSamples.Sample sample = samples.of(operation.key());
            assertThat(Rest.problem(send(operation, sample, "Cookie", NEVER_ISSUED), 401))
                    .as(operation.key())
                    .isEqualTo("session-ended");
            byte[] body = sample.bytes();
            String signed =
                    staff.signed(Node.SYSTEM, operation.method(), "/somewhere/else", body); // good, for another request
            assertThat(Rest.problem(send(operation, sample, "Authorization", signed), 401))
                    .as(operation.key())
                    .isEqualTo("wrong-credentials");
        }
        strangersAreCounted(since, "session-ended", operations.size());
        strangersAreCounted(since, "wrong-credentials", operations.size());
    }

    @Test
    void refusesWhoeverHoldsNoRoleThatMay() {
        OffsetDateTime since = now();
        List<String> requests = new ArrayList<>();
        for (Operation operation : guarded()) {
            if (operation.permission().equals("SESSION")) {
                continue; // who is known may end the own session
            }
            boolean everybody =
                    AccessPage.scopes().get(operation.permission()).stream().allMatch("ANY"::equals);
            String who = everybody ? Throwaway.UNWELCOMED : Throwaway.GOVERNMENT;
            HttpResponse<String> answer = send(operation, samples.of(operation.key()), staff.headers(who));
            assertThat(Rest.problem(answer, 403))
                    .as(operation.key())
                    .isEqualTo(everybody ? "password-must-change" : "forbidden");
            if (!everybody) {
                requests.add(answer.headers().firstValue("X-Request-Id").orElseThrow());
            }
        }
        areInTheLedger(since, "account:" + Throwaway.GOVERNMENT, requests);
    }

    @Test
    void refusesOtherDepartments() {
        OffsetDateTime since = now();
        Map<String, List<String>> requests = new TreeMap<>();
        for (Operation operation : guarded()) {
            Set<String> scopes = Set.copyOf(AccessPage.scopes().get(operation.permission()));
            AccessSamples.Sample sample = samples.of(operation.key());
            boolean scoped = scopes.stream().anyMatch(Set.of("OWN", "REGION", "PROVINCE")::contains);
            assertThat(sample.foreigner().isEmpty())
                    .as("a foreigner for " + operation.key())
                    .isNotEqualTo(scoped);
            if (!scoped) {
                continue;
            }
            HttpResponse<String> answer = send(operation, sample, staff.headers(sample.foreigner()));
            if (sample.isListing()) {
                assertThat(answer.statusCode())
                        .as(operation.key() + answer.body())
                        .isEqualTo(200);
                assertThat(answer.body()).as(operation.key()).doesNotContain(Node.OFFICE);
            } else {
                assertThat(answer.statusCode())
                        .as(operation.key() + answer.body())
                        .isIn(403, 404);
                requests.computeIfAbsent("account:" + sample.foreigner(), who -> new ArrayList<>())
                        .add(answer.headers().firstValue("X-Request-Id").orElseThrow());
            }
        }
        assertThat(requests).hasSizeGreaterThan(2);
        requests.forEach((who, ids) -> areInTheLedger(since, who, ids));
    }

    /** It ends what the samples made, so it has its own. */
    @Test
    void doesItForOneWhoMay() {
        AccessSamples own = new AccessSamples(node);
        for (Operation operation : operations) {
            AccessSamples.Sample sample = own.of(operation.key());
            HttpResponse<String> answer = sample.allowed().isEmpty()
                    ? send(operation, sample)
                    : send(operation, sample, staff.headers(sample.allowed()));
            assertThat(answer.statusCode())
                    .as(operation.key() + " " + sample.path() + " " + answer.body())
                    .isBetween(200, 299);
        }
    }

    private List<Operation> guarded() {
        return operations.stream()
                .filter(operation -> !operation.permission().isEmpty())
                .toList();
    }

    private HttpResponse<String> send(Operation operation, AccessSamples.Sample sample, String... headers) {
        HttpRequest.Builder request = nobody.request(Rest.API + sample.path(), headers);
        if (!sample.type().isEmpty()) {
            request.header("Content-Type", sample.type());
        }
        sample.headers().forEach(request::header);
        return nobody.send(request.method(
                        operation.method(),
                        sample.type().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sample.bytes()))
                .build());
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Each has its line; of more than the node writes in a window the rest is in a line with a count. */
    private void areInTheLedger(OffsetDateTime since, String actor, List<String> requests) {
        await(actor).untilAsserted(() -> {
            List<JsonNode> lines = refusals(since, actor);
            Set<String> found = lines.stream()
                    .map(line -> line.get("request").asText())
                    .collect(Collectors.toCollection(HashSet::new));
            List<String> missing =
                    requests.stream().filter(id -> !found.contains(id)).toList();
            assertThat((long) missing.size()).as(missing.toString()).isLessThanOrEqualTo(counted(lines));
        });
    }

    private void strangersAreCounted(OffsetDateTime since, String code, int sent) {
        await().untilAsserted(() -> assertThat(refusals(since, "nobody").stream()
                        .map(line -> Rest.parse(line.get("detail").asText()))
                        .mapToLong(detail -> detail.path("codes").path(code).asLong())
                        .sum())
                .isGreaterThanOrEqualTo(sent));
    }

    private static long counted(List<JsonNode> lines) {
        return lines.stream()
                .map(line -> Rest.parse(line.get("detail").asText()))
                .filter(detail -> detail.has("count"))
                .mapToLong(detail -> detail.get("count").asLong())
                .sum();
    }

    private List<JsonNode> refusals(OffsetDateTime since, String actor) {
        HttpResponse<String> answer = nobody.get(
                Rest.API + "/ledger?limit=1000&kind=refused&actor=" + actor + "&from=" + since.toInstant(),
                staff.headers(Staff.AUDITOR));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(Rest.parse(answer.body()).get("lines").spliterator(), false)
                .toList();
    }
}
