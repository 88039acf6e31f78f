package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.junit.jupiter.api.Test;

class BearerTest extends OnH2 {

    private void bind(String account, String subject) {
        Account one = node.directory.account(account).orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account(
                        account,
                        one.person(),
                        Optional.of(subject),
                        one.held(),
                        one.enabled(),
                        Optional.empty(),
                        one.version()));
    }

    private Outcome bearer(String token) {
        return node.authentication.bearer(token, TestNode.ORIGIN);
    }

    @Test
    void theClaimMustBeTheSubjectOfAnEnabledAccount() {
        node.department("police", 1, "530100");
        node.account("li", Role.OPERATOR, "police");
        node.authentication.with(token -> token.equals("bad")
                ? new TokenIssuer.Checked.Refused(Refusal.of("wrong-token", "错", "wrong"))
                : new TokenIssuer.Checked.Subject(token));
        assertThat(TestNode.code(bearer("li@gov"))).isEqualTo("unknown-account");
        assertThat(TestNode.code(bearer("li"))).as("a name is no subject").isEqualTo("unknown-account");
        bind("li", "li@gov");
        assertThat(bearer("li@gov")).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.identity().name()).isEqualTo("li");
            assertThat(known.identity().method()).isEqualTo("bearer");
            assertThat(known.mustChange()).isFalse();
        });
        assertThat(TestNode.code(bearer("bad"))).isEqualTo("wrong-token");
        bind("li", "li2@gov");
        assertThat(TestNode.code(bearer("li@gov"))).isEqualTo("unknown-account");
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account("li", li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        assertThat(TestNode.code(bearer("li2@gov"))).isEqualTo("unknown-account");
    }
}
