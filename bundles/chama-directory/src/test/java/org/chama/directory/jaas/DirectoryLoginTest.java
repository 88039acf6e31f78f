package org.chama.directory.jaas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.apache.karaf.jaas.boot.principal.ClientPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.chama.api.Refusal;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Origin;
import org.chama.api.access.Role;
import org.junit.jupiter.api.Test;

class DirectoryLoginTest {

    private final List<Origin> origins = new ArrayList<>();
    private final List<char[]> secrets = new ArrayList<>();

    private Authentication answering(Outcome outcome) {
        return (Authentication) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Authentication.class}, (proxy, method, args) -> {
                    secrets.add((char[]) args[1]);
                    origins.add((Origin) args[2]);
                    if (outcome == null) {
                        throw new IllegalStateException("the database is away");
                    }
                    return outcome;
                });
    }

    private static Outcome known(Role role, boolean mustChange) {
        return new Outcome.Known(
                new Identity(Identity.Kind.ACCOUNT, "li", Set.of(new Held(role, "x")), "password"), mustChange);
    }

    private static final CallbackHandler ASKS = callbacks -> {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName("li");
            } else {
                ((PasswordCallback) callback).setPassword("secret".toCharArray());
            }
        }
    };

    private final List<Subject> seated = new ArrayList<>();

    private Subject signIn(Authentication authentication, String of, CallbackHandler handler) throws LoginException {
        Subject subject = new Subject();
        subject.getPrincipals().add(new ClientPrincipal("ssh", "/192.0.2.7:50000"));
        DirectoryLogin login = new DirectoryLogin();
        Map<String, Object> options = new HashMap<>();
        options.put(DirectoryLogin.AUTHENTICATION, authentication);
        options.put(DirectoryLogin.OUTAGE, new Outage());
        options.put(DirectoryLogin.OF, of);
        options.put(DirectoryLogin.SEATED, (Consumer<Subject>) seated::add);
        login.initialize(subject, handler, Map.of(), options);
        try {
            login.login();
            login.commit();
        } catch (LoginException e) {
            login.abort();
            assertThat(subject.getPrincipals()).hasSize(1);
            throw e;
        }
        return subject;
    }

    private Set<String> roles(Role role, boolean mustChange) throws LoginException {
        return signIn(answering(known(role, mustChange)), "account", ASKS).getPrincipals(RolePrincipal.class).stream()
                .map(Principal::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void tellsWhoSignedIn() throws LoginException {
        Subject subject = signIn(answering(known(Role.PLATFORM_OPERATOR, false)), "account", ASKS);
        assertThat(seated).singleElement().isSameAs(subject);
    }

    @Test
    void staffMayLookAndAPlatformOperatorMayChange() throws LoginException {
        for (Role role : Arrays.asList(
                Role.OPERATOR, Role.DEPARTMENT_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)) {
            assertThat(roles(role, false)).containsExactlyInAnyOrder("ssh", "viewer");
        }
        assertThat(roles(Role.PLATFORM_OPERATOR, false)).containsExactlyInAnyOrder("ssh", "viewer", "admin", "manager");
        assertThat(roles(Role.APPLICANT, false)).isEmpty();
    }

    @Test
    void aFirstPasswordGivesNoMoreThanALook() throws LoginException {
        assertThat(roles(Role.PLATFORM_OPERATOR, true)).containsExactlyInAnyOrder("ssh", "viewer");
        Subject subject = signIn(answering(known(Role.PLATFORM_OPERATOR, true)), "account", ASKS);
        assertThat(subject.getPrincipals(IdentityPrincipal.class))
                .singleElement()
                .satisfies(principal -> {
                    assertThat(principal.mustChange()).isTrue();
                    assertThat(principal.identity().actor()).isEqualTo("account:li");
                });
        assertThat(subject.getPrincipals(UserPrincipal.class))
                .extracting(Principal::getName)
                .containsExactly("li");
    }

    @Test
    void namesTheDoorAndTheAddressAndWipesTheSecret() throws LoginException {
        signIn(answering(known(Role.OPERATOR, false)), "account", ASKS);
        assertThat(origins).containsExactly(new Origin(Origin.Channel.CONSOLE, "192.0.2.7", ""));
        assertThat(secrets.get(0)).containsOnly('\0');
        assertThat(DirectoryLogin.numeric("localhost/[0:0:0:0:0:0:0:1]:50000")).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(DirectoryLogin.numeric("")).isEmpty();
    }

    @Test
    void clientsSignInToQueuesWithTheirSecret() throws LoginException {
        Outcome client = new Outcome.Known(
                new Identity(Identity.Kind.CLIENT, "vehicles", Set.of(new Held(Role.SYSTEM, "police")), "secret"),
                false);
        Subject subject = signIn(answering(client), "client", ASKS);
        assertThat(subject.getPrincipals(RolePrincipal.class)).isEmpty();
        assertThat(subject.getPrincipals(IdentityPrincipal.class)).hasSize(1);
        assertThat(origins.get(0).channel()).isEqualTo(Origin.Channel.QUEUE);
    }

    @Test
    void refusesWithTheReasonAndWithoutThePassword() {
        Outcome refused = new Outcome.Refused(Refusal.of("wrong-credentials", "错", "Account or password are wrong."));
        assertThatThrownBy(() -> signIn(answering(refused), "account", ASKS))
                .isInstanceOf(FailedLoginException.class)
                .hasMessage("Account or password are wrong.");
    }

    @Test
    void anOutageIsARefusalNotASurprise() {
        assertThatThrownBy(() -> signIn(answering(null), "account", ASKS))
                .isInstanceOf(LoginException.class)
                .hasMessage("nobody can sign in at the moment");
        assertThat(secrets.get(0)).containsOnly('\0');
    }

    @Test
    void aKeySignsNobodyIn() {
        CallbackHandler keysOnly = callbacks -> {
            throw new UnsupportedCallbackException(callbacks[1]);
        };
        assertThatThrownBy(() -> signIn(answering(known(Role.PLATFORM_OPERATOR, false)), "account", keysOnly))
                .isInstanceOf(LoginException.class);
        assertThat(origins).isEmpty();
    }
}
