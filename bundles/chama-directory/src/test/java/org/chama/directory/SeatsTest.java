package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.chama.api.access.Held;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeatsTest extends OnH2 {

    private static final Held OPERATIONS = new Held(Role.PLATFORM_OPERATOR, "platform");

    private Seats seats;
    private Subject subject;

    @BeforeEach
    void sit() {
        seats = new Seats(node.register);
        node.account("wang", Role.PLATFORM_OPERATOR, "platform");
        subject = new Subject();
        subject.getPrincipals().add(new IdentityPrincipal(node.caller("wang").identity(), false));
        subject.getPrincipals().add(new RolePrincipal("admin"));
        seats.take(subject);
    }

    @AfterEach
    void leave() {
        seats.close();
    }

    private Set<RolePrincipal> roles() {
        return subject.getPrincipals(RolePrincipal.class);
    }

    private void change(boolean enabled, Held... held) {
        Account wang = node.directory.account("wang").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account(
                        "wang",
                        wang.person(),
                        wang.subject(),
                        new HashSet<>(Set.of(held)),
                        enabled,
                        Optional.empty(),
                        wang.version()));
    }

    @Test
    void whoIsDismissedKeepsNoRoleAtTheConsoleButIsStillNamed() {
        seats.sweep();
        assertThat(roles()).hasSize(1);
        change(false, OPERATIONS);
        await().untilAsserted(() -> assertThat(roles()).isEmpty());
        assertThat(subject.getPrincipals(IdentityPrincipal.class)).hasSize(1);
    }

    @Test
    void whoGetsAnotherRoleStays() {
        change(true, OPERATIONS, new Held(Role.APPLICANT, ""));
        seats.sweep();
        assertThat(roles()).hasSize(1);
    }

    @Test
    void whoLosesARoleSignsInAgain() {
        change(true, OPERATIONS, new Held(Role.APPLICANT, ""));
        Subject second = new Subject();
        second.getPrincipals().add(new IdentityPrincipal(node.caller("wang").identity(), false));
        second.getPrincipals().add(new RolePrincipal("admin"));
        seats.take(second);
        change(true, OPERATIONS);
        seats.sweep();
        assertThat(second.getPrincipals(RolePrincipal.class)).isEmpty();
        assertThat(roles()).hasSize(1);
    }

    @Test
    void whosePasswordWasResetSignsInAgain() {
        node.administration.resetPassword(node.administrator(), "wang");
        seats.sweep();
        assertThat(roles()).isEmpty();
    }
}
