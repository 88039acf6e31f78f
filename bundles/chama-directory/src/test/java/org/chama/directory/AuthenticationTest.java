package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.chama.api.Refusal;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Authentication.Session;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest extends OnH2 {

    private static final String OTHER = "茶马古道 tea horse road";

    private String first;

    @BeforeEach
    void account() {
        node.department("police", 1, "530100");
        first = node.account("li", Role.OPERATOR, "police");
    }

    private static Origin from(int network) {
        return new Origin(Origin.Channel.REST, "198.51." + network + ".9", "");
    }

    private String change(String account, String before, String after) {
        return node.authentication
                .change(account, before.toCharArray(), after.toCharArray(), TestNode.ORIGIN)
                .map(Refusal::code)
                .orElse("");
    }

    private Session open(String account) {
        return node.authentication.open(node.caller(account).identity(), TestNode.ORIGIN);
    }

    private String code(Session session) {
        return TestNode.code(node.authentication.session(session.token(), TestNode.ORIGIN));
    }

    @Test
    void theFirstStartMakesOneAdministratorWithAPasswordOnlyTheOwnerCanRead() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.firstPasswordFile())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(node.firstPasswordFile().getParent())))
                .isEqualTo("rwx------");
        String password = node.firstPassword();
        assertThat(node.signIn("administrator", password))
                .isInstanceOfSatisfying(Outcome.Known.class, known -> assertThat(known.mustChange())
                        .isTrue());
        assertThat(change("administrator", password, OTHER)).isEmpty();
        assertThat(node.firstPasswordFile()).doesNotExist();
        assertThat(node.signIn("administrator", OTHER))
                .isInstanceOfSatisfying(Outcome.Known.class, known -> assertThat(known.mustChange())
                        .isFalse());
        assertThat(node.ledger.entries)
                .allSatisfy(line -> assertThat(line.toString()).doesNotContain(password, OTHER));
        node.close();
        node = new TestNode(database, folder.resolve("data"));
        assertThat(node.firstPasswordFile()).doesNotExist();
        assertThat(node.signIn("administrator", OTHER)).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void anUnknownNameAndAWrongPasswordGetTheSameAnswer() {
        Outcome unknown = node.signIn("nobody-here", first);
        Outcome wrong = node.signIn("li", OTHER);
        assertThat(unknown).isEqualTo(wrong);
        assertThat(TestNode.code(unknown)).isEqualTo("wrong-credentials");
        assertThat(node.signIn("LI'; drop table", first)).isEqualTo(wrong);
        assertThat(node.signIn("li", "")).isEqualTo(wrong);
    }

    @Test
    void aPasswordOfAMillionCharactersIsRefusedBeforeItIsHashed() {
        long begun = System.nanoTime();
        String million = "x".repeat(1_000_000);
        for (int i = 0; i < 100; i++) {
            assertThat(TestNode.code(node.signIn("li", million))).isEqualTo("wrong-credentials");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(node.signIn("li", first)).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void tenFailuresLockTheAccountForAQuarterOfAnHour() {
        for (int i = 0; i < 10; i++) {
            assertThat(TestNode.code(node.signIn("li", OTHER, from(i)))).isEqualTo("wrong-credentials");
        }
        assertThat(TestNode.code(node.signIn("li", first, from(99)))).isEqualTo("wrong-credentials");
        assertThat(node.directory.account("li").orElseThrow().lockedUntil()).isPresent();
        assertThat(node.ledger.of("account-locked")).singleElement().satisfies(line -> assertThat(line.about())
                .isEqualTo("account:li"));
        node.clock.pass(Duration.ofMinutes(15).plusSeconds(1));
        assertThat(node.signIn("li", first, from(99))).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void failuresThatAreOldOrWereFollowedBySuccessDoNotCount() {
        for (int i = 0; i < 9; i++) {
            node.signIn("li", OTHER, from(i));
        }
        assertThat(node.signIn("li", first, from(20))).isInstanceOf(Outcome.Known.class);
        for (int i = 0; i < 9; i++) {
            node.signIn("li", OTHER, from(30 + i));
        }
        node.clock.pass(Duration.ofMinutes(16));
        node.signIn("li", OTHER, from(50));
        assertThat(node.signIn("li", first, from(51))).isInstanceOf(Outcome.Known.class);
        assertThat(node.ledger.of("account-locked")).isEmpty();
    }

    @Test
    void anAdministratorsResetEndsALock() {
        for (int i = 0; i < 10; i++) {
            node.signIn("li", OTHER, from(i));
        }
        String fresh = node.administration.resetPassword(node.administrator(), "li");
        assertThat(node.signIn("li", fresh, from(99))).isInstanceOf(Outcome.Known.class);
        assertThat(TestNode.code(node.signIn("li", first, from(98)))).isEqualTo("wrong-credentials");
    }

    @Test
    void oneOutsiderLocksThreeAccountsAndNotEverybody() {
        for (int i = 0; i < 20; i++) {
            node.account("p" + (char) ('a' + i), Role.OPERATOR, "police");
        }
        int later = 0;
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 10; j++) {
                later += TestNode.code(node.signIn("p" + (char) ('a' + i), OTHER, from(7)))
                                .equals("try-later")
                        ? 1
                        : 0;
            }
        }
        assertThat(node.ledger.of("account-locked")).hasSize(3);
        assertThat(later).isEqualTo(170);
        assertThat(TestNode.code(node.signIn("li", first, from(7)))).isEqualTo("try-later");
        assertThat(node.signIn("li", first, from(8))).isInstanceOf(Outcome.Known.class);
        node.clock.pass(Duration.ofSeconds(31));
        assertThat(node.signIn("li", first, from(7))).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void aSessionEndsHalfAnHourAfterItsLastUseAndTwelveAfterItsBeginning() {
        Session idle = open("li");
        assertThat(idle.token()).hasSize(43);
        assertThat(code(idle)).isEmpty();
        node.clock.pass(Duration.ofMinutes(29));
        assertThat(code(idle)).isEmpty();
        node.clock.pass(Duration.ofMinutes(29));
        assertThat(code(idle)).isEmpty();
        node.clock.pass(Duration.ofMinutes(30));
        assertThat(code(idle)).isEqualTo("session-ended");
        Session busy = open("li");
        for (int i = 0; i < 12 * 3 - 1; i++) {
            node.clock.pass(Duration.ofMinutes(20));
            assertThat(code(busy)).isEmpty();
        }
        node.clock.pass(Duration.ofMinutes(20));
        assertThat(code(busy)).isEqualTo("session-ended");
    }

    @Test
    void theDatabaseHoldsOnlyTheDigestOfAToken() {
        Session session = open("li");
        String digest =
                database.read(c -> Sql.one(c, "select digest from chama.account_session", row -> row.getString(1))
                        .orElseThrow());
        assertThat(digest).hasSize(64).doesNotContain(session.token());
        assertThat(TestNode.code(node.authentication.session(digest, TestNode.ORIGIN)))
                .isEqualTo("session-ended");
        assertThat(TestNode.code(node.authentication.session("x".repeat(1_000_000), TestNode.ORIGIN)))
                .isEqualTo("session-ended");
        assertThat(TestNode.code(node.authentication.session("", TestNode.ORIGIN)))
                .isEqualTo("session-ended");
    }

    @Test
    void theCsrfValueBelongsToTheTokenOnEveryNode() {
        Session one = open("li");
        Session other = open("li");
        assertThat(node.authentication.csrf(one.token())).isEqualTo(one.csrf()).isNotEqualTo(other.csrf());
        try (TestNode second = new TestNode(database, folder.resolve("second"))) {
            assertThat(second.authentication.csrf(one.token())).isEqualTo(one.csrf());
        }
    }

    @Test
    void signingOutEndsTheSession() {
        Session session = open("li");
        node.authentication.close(session.token());
        assertThat(code(session)).isEqualTo("session-ended");
        node.authentication.close(session.token());
        assertThat(node.ledger.of("signed-in")).hasSize(1);
        assertThat(node.ledger.of("signed-out")).hasSize(1);
    }

    @Test
    void aChangedPasswordEndsAllSessions() {
        Session one = open("li");
        Session other = open("li");
        assertThat(code(one)).isEmpty();
        assertThat(change("li", OTHER, "another horse road")).isEqualTo("wrong-credentials");
        assertThat(change("li", first, "short")).isEqualTo("weak-password");
        assertThat(change("li", first, first)).isEqualTo("same-password");
        assertThat(code(one)).isEmpty();
        assertThat(change("li", first, OTHER)).isEmpty();
        assertThat(code(one)).isEqualTo("session-ended");
        assertThat(code(other)).isEqualTo("session-ended");
        assertThat(TestNode.code(node.signIn("li", first))).isEqualTo("wrong-credentials");
        assertThat(node.ledger.kinds()).contains("password-changed");
    }

    @Test
    void aPasswordProvedBeforeAResetDoesNotReplaceTheNewOne() throws Exception {
        String reset = node.passwords.hash(OTHER.toCharArray());
        AtomicReference<String> answer = new AtomicReference<>();
        Thread thief = new Thread(() -> answer.set(change("li", first, "another horse road")));
        node.register.change((c, revision) -> {
            thief.start();
            await().until(() -> thief.getState() == Thread.State.WAITING);
            return Sql.update(
                    c,
                    "update chama.account set password_hash = ?, revision = ? where name = ?",
                    reset,
                    revision,
                    "li");
        });
        thief.join();
        assertThat(answer.get()).isEqualTo("wrong-credentials");
        assertThat(node.signIn("li", OTHER)).isInstanceOf(Outcome.Known.class);
        assertThat(node.ledger.kinds()).doesNotContain("password-changed");
    }

    @Test
    void aSessionIsOpenedOnlyWhileWhatWasProvedStands() {
        Identity before = known(first);
        String fresh = node.administration.resetPassword(node.administrator(), "li");
        refuses("wrong-credentials", () -> node.authentication.open(before, TestNode.ORIGIN));
        Identity after = known(fresh);
        assertThat(code(node.authentication.open(after, TestNode.ORIGIN))).isEmpty();
        refuses("wrong-credentials", () -> node.authentication.open(after, TestNode.ORIGIN));
        Identity off = known(fresh);
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account("li", li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        refuses("wrong-credentials", () -> node.authentication.open(off, TestNode.ORIGIN));
    }

    private Identity known(String password) {
        return ((Outcome.Known) node.signIn("li", password)).identity();
    }

    @Test
    void aDisabledAccountIsOutAtOnce() {
        Session session = open("li");
        assertThat(code(session)).isEmpty();
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account("li", li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        assertThat(code(session)).isEqualTo("session-ended");
        assertThat(TestNode.code(node.signIn("li", first))).isEqualTo("wrong-credentials");
    }

    @Test
    void aSessionEndedOnAnotherNodeIsOverWithinSeconds() {
        Session session = open("li");
        assertThat(code(session)).isEmpty();
        database.write(c -> Sql.update(c, "delete from chama.account_session"));
        assertThat(code(session)).as("still believed").isEmpty();
        node.clock.pass(Duration.ofMillis(2_001));
        assertThat(code(session)).isEqualTo("session-ended");
    }

    @Test
    void anAccountHasTwentySessionsAtMost() {
        Session oldest = open("li");
        for (int i = 0; i < 20; i++) {
            node.clock.pass(Duration.ofSeconds(3));
            open("li");
        }
        assertThat(code(oldest)).isEqualTo("session-ended");
        assertThat(database.<Integer>read(
                        c -> Sql.one(c, "select count(*) from chama.account_session", row -> row.getInt(1))
                                .orElseThrow()))
                .isEqualTo(20);
    }

    @Test
    void aFirstPasswordOpensASessionThatMustChangeIt() {
        Session session = open("li");
        assertThat(node.authentication.session(session.token(), TestNode.ORIGIN))
                .isInstanceOfSatisfying(Outcome.Known.class, known -> assertThat(known.mustChange())
                        .isTrue());
    }

    @Test
    void withoutIssuerNoTokenIsTaken() {
        assertThat(TestNode.code(node.authentication.bearer("a.b.c", TestNode.ORIGIN)))
                .isEqualTo("no-issuer");
    }

    @Test
    void everyFailureIsCountedForTheLedger() {
        node.signIn("li", OTHER);
        node.signIn("530000190001010010", OTHER);
        node.authentication.session("x".repeat(43), TestNode.ORIGIN);
        node.access.flush();
        assertThat(node.ledger.of("refused")).singleElement().satisfies(line -> assertThat(line.detail())
                .isEqualTo("{\"network\":\"192.0.2.0/24\",\"count\":3,\"codes\":{\"session-ended\":1,"
                        + "\"wrong-credentials\":2},\"claimed\":{\"li\":1}}"));
    }

    @Test
    void aHashOfFormerParametersIsRenewedAtTheNextSignIn() {
        Passwords former = new Passwords(Defaults.of(Passwords.Settings.class, Map.of("memory_kib", 32, "passes", 1)));
        String hash = former.hash(first.toCharArray());
        database.write(c -> Sql.update(c, "update chama.account set password_hash = ? where name = 'li'", hash));
        assertThat(node.signIn("li", first)).isInstanceOf(Outcome.Known.class);
        String renewed = database.read(
                c -> Sql.one(c, "select password_hash from chama.account where name = 'li'", row -> row.getString(1))
                        .orElseThrow());
        assertThat(renewed).contains("m=64,");
        assertThat(node.signIn("li", first)).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void signingInAtTheConsoleIsALine() {
        node.signIn("li", first, new Origin(Origin.Channel.CONSOLE, "127.0.0.1", ""));
        assertThat(node.ledger.of("signed-in")).singleElement().satisfies(line -> {
            assertThat(line.actor().name()).isEqualTo("account:li");
            assertThat(line.actor().channel()).isEqualTo("console");
        });
        Caller caller = node.caller("li");
        assertThat(caller.identity().isKnown()).isTrue();
    }
}
