package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Authentication.Session;
import org.chama.api.access.Authentication.SignedRequest;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration.IssuedSecret;
import org.chama.api.directory.Administration.Sheet;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;
import org.chama.database.NodeDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes over one PostgreSQL. */
class PostgresDirectoryTest {

    @TempDir
    Path folder;

    private final Hand clock = new Hand();
    private final SmallCrypto crypto = new SmallCrypto();
    private Postgresql server;
    private NodeDatabase firstDatabase;
    private NodeDatabase secondDatabase;
    private TestNode first;
    private TestNode second;

    @BeforeEach
    void start() throws Exception {
        server = new Postgresql();
        firstDatabase = new NodeDatabase(server.settings());
        secondDatabase = new NodeDatabase(server.settings());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<TestNode> one = threads.submit(() -> node(firstDatabase, "first"));
            Future<TestNode> other = threads.submit(() -> node(secondDatabase, "second"));
            first = one.get();
            second = other.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private TestNode node(NodeDatabase database, String name) {
        return new TestNode(database, folder.resolve(name), clock, crypto, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
        firstDatabase.close();
        secondDatabase.close();
        server.close();
    }

    @Test
    void twoNodesKeepOneDirectory() throws Exception {
        onlyOneMadeTheAdministrator();
        whatOneChangesTheOtherKnows();
        changesOfBothNodesFollowEachOther();
        aSessionOpenedHereIsKnownAndEndedThere();
        aRequestIsTakenByOneNodeOnce();
        aLockHoldsOnBoth();
        whatIsPurgedAndListedRunsHereToo();
    }

    private void onlyOneMadeTheAdministrator() {
        boolean one = Files.exists(first.firstPasswordFile());
        boolean other = Files.exists(second.firstPasswordFile());
        assertThat(one ^ other).isTrue();
        List<String> kinds = new ArrayList<>(first.ledger.kinds());
        kinds.addAll(second.ledger.kinds());
        assertThat(kinds).containsExactlyInAnyOrder("regions-loaded", "department-created", "account-created");
        assertThat(second.register.places().regions())
                .hasSize(first.register.places().regions().size())
                .hasSizeGreaterThan(250);
    }

    private void whatOneChangesTheOtherKnows() {
        await().until(() -> first.register.account("administrator").isPresent()
                && second.register.account("administrator").isPresent());
        first.department("police", 1, "530100");
        first.account("li", Role.OPERATOR, "police");
        await().atMost(Duration.ofSeconds(2))
                .until(() -> second.register.account("li").isPresent());
        assertThat(second.directory.departmentsWithin("530000")).contains("police");
        assertThat(second.access.may(second.caller("li").identity(), Permission.RECORDS_READ, "police"))
                .isTrue();
    }

    private void changesOfBothNodesFollowEachOther() throws Exception {
        await().until(() -> second.register.account("officer").isPresent());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> changes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TestNode node = i % 2 == 0 ? first : second;
                int number = 100 + i / 2;
                changes.add(() -> {
                    try {
                        node.department("race-" + (char) ('a' + number - 100), number, "530100");
                        return "made";
                    } catch (RefusedException e) {
                        return e.refusal().code();
                    }
                });
            }
            List<String> results = new ArrayList<>();
            for (Future<String> result : threads.invokeAll(changes)) {
                results.add(result.get());
            }
            assertThat(results).containsOnly("made", "stale-version");
            assertThat(results.stream().filter("made"::equals)).hasSize(20);
        } finally {
            threads.shutdownNow();
        }
    }

    private void aSessionOpenedHereIsKnownAndEndedThere() {
        Session session = first.authentication.open(first.caller("li").identity(), TestNode.ORIGIN);
        assertThat(second.authentication.session(session.token(), TestNode.ORIGIN))
                .isInstanceOf(Outcome.Known.class);
        clock.pass(Duration.ofMinutes(2));
        assertThat(second.authentication.session(session.token(), TestNode.ORIGIN))
                .isInstanceOf(Outcome.Known.class);
        second.authentication.close(session.token());
        clock.pass(Duration.ofSeconds(3));
        assertThat(TestNode.code(first.authentication.session(session.token(), TestNode.ORIGIN)))
                .isEqualTo("session-ended");
    }

    private void aRequestIsTakenByOneNodeOnce() throws Exception {
        first.client("vehicles", "police");
        IssuedSecret secret = first.administration.issueSecret(first.administrator(), "vehicles", Optional.empty());
        first.administration.bind(
                first.administrator(),
                "vehicles",
                Certificates.of("v", clock.instant(), clock.instant().plus(Duration.ofDays(9))));
        await().until(() -> second.register
                .client("vehicles")
                .map(held -> held.client().credentials().size() == 2)
                .orElse(false));
        String stamp = Long.toString(clock.instant().getEpochSecond());
        byte[] mac = crypto.hmac(
                "HMAC-SM3",
                secret.secret().getBytes(StandardCharsets.US_ASCII),
                ("GET\n/\n" + stamp + "\n0123456789abcdef\n00").getBytes(StandardCharsets.UTF_8));
        SignedRequest request = new SignedRequest(
                "vehicles",
                "HMAC-SM3",
                "GET",
                "/",
                stamp,
                "0123456789abcdef",
                "00",
                HexFormat.of().formatHex(mac));
        assertThat(first.authentication.signature(request, TestNode.ORIGIN)).isInstanceOf(Outcome.Known.class);
        assertThat(TestNode.code(second.authentication.signature(request, TestNode.ORIGIN)))
                .isEqualTo("replayed");
        second.administration.revoke(second.administrator(), "vehicles", secret.id());
        await().atMost(Duration.ofSeconds(2)).until(() -> TestNode.code(
                        first.authentication.secret("vehicles", secret.secret().toCharArray(), TestNode.ORIGIN))
                .equals("wrong-credentials"));
    }

    private void aLockHoldsOnBoth() {
        String password = first.administration.resetPassword(first.administrator(), "li");
        for (int i = 0; i < 10; i++) {
            (i % 2 == 0 ? first : second).signIn("li", "wrong horse battery");
        }
        assertThat(TestNode.code(first.signIn("li", password))).isEqualTo("wrong-credentials");
        assertThat(TestNode.code(second.signIn("li", password))).isEqualTo("wrong-credentials");
        clock.pass(Duration.ofMinutes(16));
        assertThat(second.signIn("li", password)).isInstanceOf(Outcome.Known.class);
        assertThat(second.authentication.change(
                        "li", password.toCharArray(), "another horse road".toCharArray(), TestNode.ORIGIN))
                .isEmpty();
    }

    private void whatIsPurgedAndListedRunsHereToo() {
        first.account("chief", Role.DEPARTMENT_ADMINISTRATOR, "police");
        first.datasets.add("person", "police");
        first.administration.put(first.caller("chief"), new Responsibility("person", Stage.USE, "police", "li"));
        await().until(() -> second.register.responsibilities("person").size() == 1);
        assertThat(first.administration
                        .accounts(first.caller("chief"), Optional.empty(), Optional.empty(), 10)
                        .entries())
                .extracting(Account::name)
                .containsExactly("chief", "li");
        assertThat(first.administration
                        .clients(first.caller("chief"), Optional.of("police"), Optional.empty(), 10)
                        .entries())
                .hasSize(1);
        Account li = first.directory.account("li").orElseThrow();
        first.administration.change(
                first.administrator(),
                new Account("li", li.person(), Optional.of("li@gov"), li.held(), true, Optional.empty(), li.version()));
        refuses(
                "wrong-csv",
                () -> first.administration.importCsv(
                        first.officer(), Sheet.REGIONS, new ByteArrayInputStream(new byte[0])));
        String region = "code,name,level,superior,from,until\n530188,新县,COUNTY,530100,2026-12-01,2030-01-01\n";
        assertThat(first.administration
                        .importCsv(
                                first.officer(),
                                Sheet.REGIONS,
                                new ByteArrayInputStream(region.getBytes(StandardCharsets.UTF_8)))
                        .added())
                .isEqualTo(1);
        new Sessions(firstDatabase, crypto, clock, Duration.ofMinutes(30), Duration.ofHours(12)).purge();
        new Nonces(firstDatabase, crypto, clock).purge();
        first.authentication.close();
        first.access.refused(TestNode.ORIGIN, "li", Refusal.of("x", "x", "x"));
        first.access.flush();
        assertThat(first.ledger.of("refused")).isNotEmpty();
    }
}
