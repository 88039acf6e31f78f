package org.chama.directory.jaas;

import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.apache.karaf.jaas.boot.principal.ClientPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Origin;
import org.chama.api.access.Role;

/**
 * Signs persons in to the console, or clients to the broker, with the directory. What the subject gets: the user, the identity (with
 * whether its password must be changed first), and for persons of the staff Karaf's roles {@code ssh} and {@code viewer}, for platform
 * operators {@code admin} and {@code manager} too. Whoever must change the password gets no more than {@code ssh} and {@code viewer}.
 *
 * <p>Options: {@code authentication} the service, {@code outage} told of every try, {@code of} is {@code account} or {@code client},
 * {@code seated} is told of every subject that has signed in.
 */
public final class DirectoryLogin implements LoginModule {

    static final String AUTHENTICATION = "authentication";
    static final String OUTAGE = "outage";
    static final String OF = "of";
    static final String SEATED = "seated";
    static final String CLIENT = "client";

    /** Who has nothing to do at the console. */
    private static final Set<Role> NO_STAFF = Set.of(Role.APPLICANT, Role.ASSESSOR, Role.DATA_SERVICE, Role.SYSTEM);

    private Subject subject;
    private CallbackHandler handler;
    private Authentication authentication;
    private Outage outage;
    private Consumer<Subject> seated;
    private boolean ofClients;
    private final Set<Principal> principals = new HashSet<>();

    @Override
    public void initialize(Subject toFill, CallbackHandler asks, Map<String, ?> sharedState, Map<String, ?> options) {
        subject = toFill;
        handler = asks;
        authentication = (Authentication) options.get(AUTHENTICATION);
        outage = (Outage) options.get(OUTAGE);
        seated = seated(options.get(SEATED));
        ofClients = CLIENT.equals(options.get(OF));
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Subject> seated(Object option) {
        return (Consumer<Subject>) option;
    }

    @Override
    public boolean login() throws LoginException {
        if (handler == null) {
            throw new LoginException("nobody can be asked for name and password");
        }
        NameCallback name = new NameCallback("Username: ");
        PasswordCallback password = new PasswordCallback("Password: ", false);
        try {
            handler.handle(new Callback[] {name, password});
        } catch (IOException e) {
            throw failure("name and password could not be asked for", e);
        } catch (UnsupportedCallbackException e) {
            throw failure("the directory signs in with name and password only", e);
        }
        char[] secret = password.getPassword();
        password.clearPassword();
        if (name.getName() == null || secret == null) {
            throw new FailedLoginException("name or password is missing");
        }
        try {
            take(prove(name.getName(), secret));
            return true;
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private Outcome prove(String name, char[] secret) throws LoginException {
        try {
            Outcome outcome = ofClients
                    ? authentication.secret(name, secret, origin(Origin.Channel.QUEUE))
                    : authentication.password(name, secret, origin(Origin.Channel.CONSOLE));
            outage.over();
            return outcome;
        } catch (RuntimeException e) {
            outage.met(e);
            throw failure("nobody can sign in at the moment", e);
        }
    }

    private Origin origin(Origin.Channel channel) {
        String address = subject.getPrincipals(ClientPrincipal.class).stream()
                .map(ClientPrincipal::getAddress)
                .findFirst()
                .orElse("");
        return new Origin(channel, numeric(address), "");
    }

    /** {@code /127.0.0.1:50000} and {@code host/[::1]:50000} without name and port. */
    static String numeric(String address) {
        String host = address.substring(address.indexOf('/') + 1);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? "" : host.substring(1, end);
        }
        int port = host.lastIndexOf(':');
        return port < 0 ? host : host.substring(0, port);
    }

    private void take(Outcome outcome) throws LoginException {
        if (outcome instanceof Outcome.Refused refused) {
            throw new FailedLoginException(refused.refusal().text().en());
        }
        Outcome.Known known = (Outcome.Known) outcome;
        Identity identity = known.identity();
        principals.add(new UserPrincipal(identity.name()));
        principals.add(new IdentityPrincipal(identity, known.mustChange()));
        if (identity.held().stream().map(Held::role).anyMatch(role -> !NO_STAFF.contains(role))) {
            principals.add(new RolePrincipal("ssh"));
            principals.add(new RolePrincipal("viewer"));
        }
        if (!known.mustChange() && identity.held().stream().anyMatch(held -> held.role() == Role.PLATFORM_OPERATOR)) {
            principals.add(new RolePrincipal("admin"));
            principals.add(new RolePrincipal("manager"));
        }
    }

    private static LoginException failure(String message, Exception cause) {
        LoginException failure = new LoginException(message);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public boolean commit() {
        subject.getPrincipals().addAll(principals);
        seated.accept(subject);
        return !principals.isEmpty();
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        subject.getPrincipals().removeAll(principals);
        principals.clear();
        return true;
    }
}
