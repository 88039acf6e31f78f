package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Department;
import org.junit.jupiter.api.Test;

class RoleAccessTest extends OnH2 {

    private Caller in(String account, Role role, String department) {
        node.account(account, role, department);
        return node.caller(account);
    }

    @Test
    void anOperatorReachesTheOwnDepartmentOnly() {
        node.department("police", 1, "530100");
        node.department("health", 2, "530100");
        Caller operator = in("li", Role.OPERATOR, "police");
        assertThat(node.access.require(operator, Permission.RECORDS_READ, "police", "dataset:person"))
                .isEqualTo(new Held(Role.OPERATOR, "police"));
        refuses("forbidden", () -> node.access.require(operator, Permission.RECORDS_READ, "health", "dataset:x"));
        refuses("forbidden", () -> node.access.require(operator, Permission.RECORDS_READ, "", "dataset:x"));
        assertThat(node.access.reach(operator, Permission.ARRIVALS_READ)).isEqualTo(new Reach(false, Set.of("police")));
        refuses("forbidden", () -> node.access.reach(operator, Permission.LEDGER_READ));
    }

    @Test
    void anOfficerReachesTheRegionAndWhatIsBelow() {
        node.administration.put(node.officer(), authority("dali-authority", 3, "532900"));
        node.department("dali-police", 4, "532900");
        node.department("binchuan-police", 5, "532924");
        node.department("kunming-police", 6, "530100");
        Caller dali = in("dali-officer", Role.AUTHORITY_OFFICER, "dali-authority");
        assertThat(node.access.reach(dali, Permission.ARRIVALS_READ).departments())
                .containsExactlyInAnyOrder("dali-authority", "dali-police", "binchuan-police");
        assertThat(node.access.may(dali.identity(), Permission.DEPARTMENTS_CHANGE, "binchuan-police"))
                .isTrue();
        assertThat(node.access.may(dali.identity(), Permission.DEPARTMENTS_CHANGE, "kunming-police"))
                .isFalse();
        assertThat(node.access.may(node.officer().identity(), Permission.DEPARTMENTS_CHANGE, "kunming-police"))
                .isTrue();
        assertThat(node.directory.authority("binchuan-police").map(Department::id))
                .contains("dali-authority");
        assertThat(node.directory.authority("kunming-police").map(Department::id))
                .contains("data-authority");
    }

    @Test
    void anOfficerLosesTheRegionWithTheAuthority() {
        Department dali = node.administration.put(node.officer(), authority("dali-authority", 3, "532900"));
        Caller officer = in("dali-officer", Role.AUTHORITY_OFFICER, "dali-authority");
        node.administration.put(
                node.officer(),
                new Department(
                        dali.id(),
                        dali.creditCode(),
                        dali.name(),
                        dali.kind(),
                        dali.region(),
                        dali.superior(),
                        false,
                        true,
                        dali.version()));
        refuses("forbidden", () -> node.access.reach(officer, Permission.ARRIVALS_READ));
    }

    private static Department authority(String id, int number, String region) {
        Department plain = TestNode.plain(id, number, region);
        return new Department(
                id, plain.creditCode(), plain.name(), plain.kind(), region, Optional.empty(), true, true, 0);
    }

    @Test
    void aClientSendsToAndTakesFromItsDepartmentOnly() {
        node.department("police", 1, "530100");
        node.department("health", 2, "530100");
        node.client("vehicles", "police");
        Identity vehicles = node.client("vehicles").identity();
        assertThat(node.access.may(vehicles, Permission.INTAKE, "police")).isTrue();
        assertThat(node.access.may(vehicles, Permission.INTAKE, "health")).isFalse();
        assertThat(node.access.may(vehicles, Permission.DELIVERIES_TAKE, "health"))
                .isFalse();
        assertThat(node.access.may(vehicles, Permission.CONNECTORS_READ, "police"))
                .isFalse();
        assertThat(node.access.may(vehicles, Permission.ACCOUNTS_CHANGE, "police"))
                .isFalse();
    }

    @Test
    void whatWasTakenAwayIsRefusedThoughTheIdentityWasProvedBefore() {
        node.department("police", 1, "530100");
        Caller operator = in("li", Role.OPERATOR, "police");
        assertThat(node.access.may(operator.identity(), Permission.RECORDS_READ, "police"))
                .isTrue();
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account("li", li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        assertThat(node.access.may(operator.identity(), Permission.RECORDS_READ, "police"))
                .isFalse();
        Identity forged =
                new Identity(Identity.Kind.ACCOUNT, "officer", Set.of(new Held(Role.AUDITOR, "platform")), "session");
        node.officer();
        assertThat(node.access.may(forged, Permission.LEDGER_READ, "")).isFalse();
    }

    @Test
    void theNodeItselfPassesEverywhere() {
        Identity self = new Identity(Identity.Kind.NODE, "n1", Set.of(), "local");
        for (Permission permission : Permission.values()) {
            assertThat(node.access.may(self, permission, "")).isTrue();
        }
        assertThat(node.access.tooMany(new Caller(self, TestNode.ORIGIN))).isEmpty();
    }

    @Test
    void aRefusalOfAKnownIdentityIsALine() {
        node.department("police", 1, "530100");
        Caller operator = in("li", Role.OPERATOR, "police");
        refuses("forbidden", () -> node.access.require(operator, Permission.KEYS_READ, "", "keys"));
        assertThat(node.ledger.of("refused")).singleElement().satisfies(line -> {
            assertThat(line.actor().name()).isEqualTo("account:li");
            assertThat(line.actor().role()).isEqualTo("OPERATOR");
            assertThat(line.actor().department()).isEqualTo("police");
            assertThat(line.about()).isEqualTo("keys");
            assertThat(line.detail()).contains("\"permission\":\"KEYS_READ\"", "\"code\":\"forbidden\"");
        });
    }

    @Test
    void whoIsKnownAndTurnedAwayHasALineAndAStrangerIsCounted() {
        node.department("police", 1, "530100");
        Caller operator = in("li", Role.OPERATOR, "police");
        Refusal why = Refusal.of("wrong-csrf-token", "错", "wrong");
        node.access.turnedAway(operator, "session", why);
        node.access.turnedAway(TestNode.nobody(), "session", why);
        assertThat(node.ledger.of("refused")).singleElement().satisfies(line -> {
            assertThat(line.actor().name()).isEqualTo("account:li");
            assertThat(line.about()).isEqualTo("session");
            assertThat(line.detail()).isEqualTo("{\"code\":\"wrong-csrf-token\"}");
        });
        for (int i = 0; i < 200; i++) {
            node.access.turnedAway(operator, "session", why);
        }
        node.access.flush();
        assertThat(node.ledger.of("refused"))
                .hasSize(Refusals.MOST_LINES + 2)
                .anySatisfy(line -> assertThat(line.actor().name()).isEqualTo("nobody"));
    }

    @Test
    void theSixtyFirstRefusalInAMinuteIsOnlyCounted() {
        node.department("police", 1, "530100");
        Caller operator = in("li", Role.OPERATOR, "police");
        for (int i = 0; i < 200; i++) {
            refuses("forbidden", () -> node.access.require(operator, Permission.KEYS_READ, "", "keys"));
        }
        assertThat(node.ledger.of("refused")).hasSize(Refusals.MOST_LINES);
        node.access.flush();
        assertThat(node.ledger.of("refused")).hasSize(Refusals.MOST_LINES + 1);
        assertThat(node.ledger.of("refused").get(Refusals.MOST_LINES).detail()).isEqualTo("{\"count\":140}");
    }

    @Test
    void anAnonymousFloodOfAHundredThousandMakesABoundedNumberOfLines() {
        Refusal why = Refusal.of("wrong-credentials", "错", "wrong");
        for (int i = 0; i < 50_000; i++) {
            String address = "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
            Origin origin = new Origin(Origin.Channel.REST, address, "r");
            node.access.refused(origin, "no-such-name-" + i, why);
            refuses(
                    "not-signed-in",
                    () -> node.access.require(
                            new Caller(Identity.NOBODY, origin), Permission.RECORDS_READ, "", "records"));
        }
        for (int i = 0; i < 5_000; i++) {
            node.access.refused(
                    new Origin(Origin.Channel.SOAP, "2001:db8:" + Integer.toHexString(i) + "::1", ""), "", why);
        }
        node.access.flush();
        assertThat(node.ledger.of("refused")).hasSizeBetween(1_000, 1_010);
        assertThat(node.ledger.of("refused"))
                .allSatisfy(line -> assertThat(line.detail()).doesNotContain("no-such-name"))
                .anySatisfy(line -> assertThat(line.detail())
                        .isEqualTo("{\"network\":\"10.0.7.0/24\",\"count\":512,\"codes\":{\"not-signed-in\":256,"
                                + "\"wrong-credentials\":256},\"permissions\":{\"RECORDS_READ\":256}}"))
                .anySatisfy(line -> assertThat(line.detail()).contains("\"network\":\"others\""));
    }

    @Test
    void strangersAreCountedByDoorAndNetworkAndWrittenWhenTheWindowIsOver() {
        Refusal why = Refusal.of("wrong-credentials", "错", "wrong");
        node.access.refused(TestNode.ORIGIN, "administrator", why);
        node.access.refused(TestNode.ORIGIN, "530000190001010010", why);
        assertThat(node.ledger.of("refused")).isEmpty();
        node.clock.pass(Duration.ofSeconds(61));
        await().untilAsserted(() -> assertThat(node.ledger.of("refused"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.actor().name()).isEqualTo("nobody");
                    assertThat(line.about()).isEqualTo("door:rest");
                    assertThat(line.detail())
                            .isEqualTo("{\"network\":\"192.0.2.0/24\",\"count\":2,\"codes\":{\"wrong-credentials\":2},"
                                    + "\"claimed\":{\"administrator\":1}}");
                }));
    }

    @Test
    void countsRequestsAgainstARateAndGivesItBackWithTime() {
        Caller officer = node.officer();
        for (int i = 0; i < 200; i++) {
            assertThat(node.access.tooMany(officer)).isEmpty();
        }
        assertThat(node.access.tooMany(officer))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofMillis(1), Duration.ofMillis(20)));
        assertThat(node.access.tooMany(node.administrator())).isEmpty();
        node.clock.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 50; i++) {
            assertThat(node.access.tooMany(officer)).isEmpty();
        }
        assertThat(node.access.tooMany(officer)).isPresent();
    }

    @Test
    void strangersShareTheRateOfTheirNetwork() {
        for (int i = 0; i < 100; i++) {
            Origin origin = new Origin(Origin.Channel.REST, "198.51.100." + i, "");
            assertThat(node.access.tooMany(new Caller(Identity.NOBODY, origin))).isEmpty();
        }
        Origin same = new Origin(Origin.Channel.REST, "198.51.100.200", "");
        Origin other = new Origin(Origin.Channel.REST, "198.51.101.1", "");
        assertThat(node.access.tooMany(new Caller(Identity.NOBODY, same))).isPresent();
        assertThat(node.access.tooMany(new Caller(Identity.NOBODY, other))).isEmpty();
    }
}
