package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.directory.Refuses.refuses;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.RefusedException;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Department;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest extends OnH2 {

    private static final Held SECURITY = new Held(Role.SECURITY_ADMINISTRATOR, "platform");
    private static final Held AUDITOR = new Held(Role.AUDITOR, "platform");
    private static final Held PLATFORM = new Held(Role.PLATFORM_OPERATOR, "platform");
    private static final Held POLICE = new Held(Role.OPERATOR, "police");

    @BeforeEach
    void departments() {
        node.department("police", 1, "530100");
        node.department("health", 2, "530100");
    }

    private String create(String name, Held... held) {
        return node.administration.create(node.administrator(), name, "测试员", Set.of(held));
    }

    private Account account(String name) {
        return node.directory.account(name).orElseThrow();
    }

    private Account with(String name, Held... held) {
        Account one = account(name);
        return new Account(
                name, one.person(), one.subject(), Set.of(held), one.enabled(), one.lockedUntil(), one.version());
    }

    private Account enabled(String name, boolean enabled) {
        Account one = account(name);
        return new Account(name, one.person(), one.subject(), one.held(), enabled, one.lockedUntil(), one.version());
    }

    private Account bound(String name, Optional<String> subject) {
        Account one = account(name);
        return new Account(name, one.person(), subject, one.held(), one.enabled(), one.lockedUntil(), one.version());
    }

    @Test
    void makesAnAccountWhosePasswordMustBeChanged() {
        String password = create("li", POLICE);
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(node.signIn("li", password)).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.mustChange()).isTrue();
            assertThat(known.identity().held()).containsExactly(POLICE);
        });
        assertThat(node.ledger.of("account-created")).last().satisfies(line -> {
            assertThat(line.actor().name()).isEqualTo("account:administrator");
            assertThat(line.detail()).isEqualTo("{\"held\":[\"OPERATOR@police\"]}");
            assertThat(line.detail()).doesNotContain(password).doesNotContain("测试员");
        });
        refuses("wrong-name", () -> create("li", POLICE));
    }

    @Test
    void separatesDuties() {
        refuses("duties-separated", () -> create("a1", SECURITY, AUDITOR));
        refuses("duties-separated", () -> create("a1", PLATFORM, POLICE));
        refuses("duties-separated", () -> create("a1", PLATFORM, new Held(Role.DEPARTMENT_HEAD, "police")));
        refuses("duties-separated", () -> create("a1", PLATFORM, new Held(Role.DEPARTMENT_ADMINISTRATOR, "police")));
        refuses("duties-separated", () -> create("a1", PLATFORM, SECURITY));
        refuses("duties-separated", () -> create("a1", PLATFORM, AUDITOR));
        refuses("duties-separated", () -> create("a1", new Held(Role.SYSTEM, "police")));
        create("auditor", AUDITOR);
        refuses(
                "duties-separated",
                () -> node.administration.change(node.administrator(), with("auditor", AUDITOR, SECURITY)));
        assertThat(account("auditor").held()).containsExactly(AUDITOR);
    }

    @Test
    void rolesAreHeldWhereTheyBelong() {
        refuses("wrong-held", () -> create("a1", new Held(Role.AUDITOR, "police")));
        refuses("wrong-held", () -> create("a1", new Held(Role.OPERATOR, "platform")));
        refuses("wrong-held", () -> create("a1", new Held(Role.AUTHORITY_OFFICER, "police")));
        refuses("wrong-held", () -> create("a1", new Held(Role.APPLICANT, "police")));
        refuses("wrong-held", () -> create("a1"));
        refuses("unknown-department", () -> create("a1", new Held(Role.OPERATOR, "nowhere")));
        create("applicant", new Held(Role.APPLICANT, ""));
    }

    @Test
    void nobodyChangesTheOwnRolesOrState() {
        create("second", SECURITY);
        refuses(
                "duties-separated",
                () -> node.administration.change(node.administrator(), with("administrator", SECURITY, POLICE)));
        refuses(
                "duties-separated",
                () -> node.administration.change(node.administrator(), enabled("administrator", false)));
        refuses("duties-separated", () -> node.administration.resetPassword(node.administrator(), "administrator"));
        refuses(
                "duties-separated",
                () -> node.administration.change(
                        node.administrator(), bound("administrator", Optional.of("administrater@example"))));
    }

    @Test
    void anUnknownAccountAndAForeignOneGetTheSameAnswer() {
        create("chief", new Held(Role.DEPARTMENT_ADMINISTRATOR, "police"));
        create("doctor", new Held(Role.OPERATOR, "health"));
        Account doctor = account("doctor");
        Account nobody =
                new Account("not-there", doctor.person(), Optional.empty(), doctor.held(), false, Optional.empty(), 1);
        for (Account one : List.of(doctor, nobody)) {
            assertThatThrownBy(() -> node.administration.change(node.caller("chief"), one))
                    .hasMessage(forbidden());
        }
    }

    private String forbidden() {
        try {
            node.access.require(node.caller("chief"), Permission.ACCOUNTS_CHANGE, "health", "accounts");
            return "";
        } catch (RefusedException e) {
            return e.getMessage();
        }
    }

    @Test
    void theLastSecurityAdministratorStays() {
        create("second", SECURITY);
        Caller second = node.caller("second");
        node.administration.change(second, enabled("administrator", false));
        create2(second, "third");
        node.administration.change(node.caller("third"), with("second", POLICE));
        Caller third = node.caller("third");
        create2(third, "fourth");
        node.administration.change(third, enabled("fourth", false));
        node.administration.change(third, enabled("administrator", true));
        node.administration.change(node.caller("administrator"), enabled("third", false));
        Caller ghost = new Caller(third.identity(), TestNode.ORIGIN);
        refuses("forbidden", () -> node.administration.change(ghost, enabled("administrator", false)));
        HeldAccount last = node.register.account("administrator").orElseThrow();
        losesNot(last, enabled("administrator", false), true);
        losesNot(last, with("administrator", POLICE), true);
    }

    private void losesNot(HeldAccount last, Account after, boolean password) {
        refuses(
                "duties-separated",
                () -> Separation.lastAdministrator(
                        node.register, last, new HeldAccount(after, false, password, last.passwords())));
    }

    @Test
    void onlyWhoCanSignInCountsAsSecurityAdministrator() {
        create("second", SECURITY);
        HeldAccount last = node.register.account("administrator").orElseThrow();
        Separation.lastAdministrator(
                node.register, last, new HeldAccount(enabled("administrator", false), false, true, 1));
        node.administration.change(node.administrator(), bound("second", Optional.of("second@example")));
        node.administration.change(node.administrator(), bound("second", Optional.empty()));
        losesNot(last, enabled("administrator", false), true);
        losesNot(last, account("administrator"), false);
        String fresh = node.administration.resetPassword(node.administrator(), "second");
        assertThat(node.signIn("second", fresh)).isInstanceOf(Outcome.Known.class);
        Separation.lastAdministrator(node.register, last, new HeldAccount(account("administrator"), false, false, 1));
    }

    private void create2(Caller by, String name) {
        node.administration.create(by, name, "测试员", Set.of(SECURITY));
    }

    @Test
    void aDepartmentAdministratorManagesTheOwnOperatorsAndNobodyElse() {
        create("chief", new Held(Role.DEPARTMENT_ADMINISTRATOR, "police"));
        create("head", new Held(Role.DEPARTMENT_HEAD, "police"), POLICE);
        create("doctor", new Held(Role.OPERATOR, "health"));
        create("both", POLICE, new Held(Role.OPERATOR, "health"));
        Caller chief = node.caller("chief");
        node.administration.create(chief, "wang", "测试员", Set.of(POLICE));
        node.administration.resetPassword(chief, "wang");
        node.administration.change(chief, enabled("wang", false));
        node.administration.change(chief, enabled("wang", true));
        refuses("forbidden", () -> node.administration.create(chief, "zhao", "测试员", Set.of(AUDITOR)));
        refuses(
                "forbidden",
                () -> node.administration.create(
                        chief, "zhao", "测试员", Set.of(new Held(Role.DEPARTMENT_HEAD, "police"))));
        refuses(
                "forbidden",
                () -> node.administration.create(
                        chief, "zhao", "测试员", Set.of(new Held(Role.DEPARTMENT_ADMINISTRATOR, "police"))));
        refuses(
                "forbidden",
                () -> node.administration.change(
                        chief, with("wang", POLICE, new Held(Role.DEPARTMENT_HEAD, "police"))));
        refuses("forbidden", () -> node.administration.resetPassword(chief, "head"));
        refuses("forbidden", () -> node.administration.resetPassword(chief, "doctor"));
        refuses("forbidden", () -> node.administration.resetPassword(chief, "both"));
        refuses("forbidden", () -> node.administration.resetPassword(chief, "administrator"));
        refuses("forbidden", () -> node.administration.resetPassword(chief, "not-there"));
        refuses("unknown-account", () -> node.administration.resetPassword(node.administrator(), "not-there"));
        assertThat(node.administration
                        .accounts(chief, Optional.empty(), Optional.empty(), 100)
                        .entries())
                .extracting(Account::name)
                .containsExactly("both", "chief", "head", "wang");
        refuses("forbidden", () -> node.administration.accounts(chief, Optional.of("health"), Optional.empty(), 100));
    }

    @Test
    void everyRoleThatComesOrGoesIsALine() {
        create("li", POLICE);
        Account after = node.administration.change(node.administrator(), with("li", new Held(Role.OPERATOR, "health")));
        assertThat(after.version()).isEqualTo(2);
        assertThat(node.ledger.of("role-granted").get(0).detail()).isEqualTo("{\"held\":[\"OPERATOR@health\"]}");
        assertThat(node.ledger.of("role-revoked").get(0).detail()).isEqualTo("{\"held\":[\"OPERATOR@police\"]}");
        assertThat(account("li").held()).containsExactly(new Held(Role.OPERATOR, "health"));
        refuses(
                "stale-version",
                () -> node.administration.change(
                        node.administrator(),
                        new Account("li", "测试员", Optional.empty(), Set.of(POLICE), true, Optional.empty(), 1)));
    }

    @Test
    void rolesAreCheckedAgainWhenAnAccountIsEnabled() {
        create("li", POLICE);
        node.administration.change(node.administrator(), enabled("li", false));
        var police = node.directory.department("police").orElseThrow();
        node.administration.put(
                node.officer(),
                new Department(
                        police.id(),
                        police.creditCode(),
                        police.name(),
                        police.kind(),
                        police.region(),
                        police.superior(),
                        false,
                        false,
                        police.version()));
        refuses("unknown-department", () -> node.administration.change(node.administrator(), enabled("li", true)));
    }

    @Test
    void anAccountOfTheIssuerHasNoPassword() {
        String password = create("li", POLICE);
        create("wang", POLICE);
        node.administration.change(node.administrator(), bound("li", Optional.of("li@example")));
        assertThat(TestNode.code(node.signIn("li", password))).isEqualTo("wrong-credentials");
        refuses("wrong-subject", () -> node.administration.resetPassword(node.administrator(), "li"));
        refuses(
                "wrong-subject",
                () -> node.administration.change(node.administrator(), bound("wang", Optional.of("li@example"))));
        node.administration.change(node.administrator(), bound("li", Optional.empty()));
        String fresh = node.administration.resetPassword(node.administrator(), "li");
        assertThat(node.signIn("li", fresh)).isInstanceOf(Outcome.Known.class);
        node.administration.change(node.administrator(), bound("wang", Optional.of("li@example")));
    }

    @Test
    void pagesThroughAccountsWithAllTheirRoles() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            names.add("p" + (char) ('a' + i));
            create("p" + (char) ('a' + i), POLICE, new Held(Role.OPERATOR, "health"));
        }
        var first = node.administration.accounts(node.administrator(), Optional.of("police"), Optional.empty(), 5);
        var second = node.administration.accounts(node.administrator(), Optional.of("police"), first.next(), 50);
        assertThat(first.entries()).hasSize(5).allSatisfy(one -> assertThat(one.held())
                .hasSize(2));
        Set<String> seen = new HashSet<>();
        List.of(first, second).forEach(page -> page.entries().forEach(one -> seen.add(one.name())));
        assertThat(seen).isEqualTo(names);
    }

    @Test
    void withoutRoleNothingIsShown() {
        refuses(
                "not-signed-in",
                () -> node.administration.accounts(TestNode.nobody(), Optional.empty(), Optional.empty(), 5));
        refuses("forbidden", () -> node.administration.accounts(node.officer(), Optional.empty(), Optional.empty(), 5));
    }
}
