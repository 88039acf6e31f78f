package org.chama.console;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;

/**
 * Who may what in tests: {@code all} everything everywhere, {@code police} and {@code health} everything in their department,
 * {@code none} nothing, {@code first} has still a first password. A name is its own token and password.
 */
final class Gate implements Access, Authentication {

    static final Refusal WRONG = Refusal.of("wrong-credential", "账号或密码不正确", "the name or the password is not right");

    private static final Map<String, Reach> REACH = Map.of(
            "all", Reach.EVERYWHERE,
            "first", Reach.EVERYWHERE,
            "system", Reach.EVERYWHERE,
            "police", new Reach(false, Set.of("police")),
            "health", new Reach(false, Set.of("health")),
            "none", Reach.NOWHERE);

    /** What was refused: the door's, then the permissions'. */
    final List<String> refused = new ArrayList<>();

    final List<String> asked = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    SignedRequest signed;
    Optional<Duration> wait = Optional.empty();

    @Override
    public Held require(Caller caller, Permission permission, String department, String about) {
        asked.add(permission + " " + department + " " + about);
        if (!caller.identity().isKnown()) {
            refused.add("nobody " + permission);
            throw new RefusedException("not-signed-in", "请先登录", "sign in first");
        }
        if (!may(caller.identity(), permission, department)) {
            refused.add(caller.identity().actor() + " " + permission + " " + department);
            throw new RefusedException("forbidden", "没有权限", "this is not allowed");
        }
        return new Held(Role.OPERATOR, department);
    }

    @Override
    public Reach reach(Caller caller, Permission permission) {
        Reach reach = REACH.get(caller.identity().name());
        if (reach.isEmpty()) {
            refused.add(caller.identity().actor() + " " + permission);
            throw new RefusedException("forbidden", "没有权限", "this is not allowed");
        }
        return reach;
    }

    @Override
    public boolean may(Identity identity, Permission permission, String department) {
        return REACH.getOrDefault(identity.name(), Reach.NOWHERE).holds(department);
    }

    @Override
    public void refused(Origin origin, String claimed, Refusal why) {
        refused.add(why.code() + " " + claimed);
    }

    @Override
    public void turnedAway(Caller caller, String about, Refusal why) {
        refused.add(why.code() + " " + caller.identity().actor() + " " + about);
    }

    @Override
    public Optional<Duration> tooMany(Caller caller) {
        return wait;
    }

    @Override
    public Outcome password(String account, char[] password, Origin origin) {
        return new String(password).equals(account) ? known(account, Identity.Kind.ACCOUNT, "password") : wrong();
    }

    @Override
    public Outcome session(String token, Origin origin) {
        return token.startsWith("session-")
                ? known(token.substring("session-".length()), Identity.Kind.ACCOUNT, "session")
                : wrong();
    }

    @Override
    public Outcome bearer(String token, Origin origin) {
        return known(token, Identity.Kind.ACCOUNT, "bearer");
    }

    @Override
    public Outcome secret(String client, char[] secret, Origin origin) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Outcome digest(String client, byte[] nonce, String created, String digest, Origin origin) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Outcome signature(SignedRequest request, Origin origin) {
        signed = request;
        return request.signature().equals("00") ? known(request.client(), Identity.Kind.CLIENT, "signature") : wrong();
    }

    @Override
    public Outcome certificate(List<X509Certificate> chain, Origin origin) {
        String subject = chain.get(0).getSubjectX500Principal().getName();
        return subject.startsWith("CN=") ? known(subject.substring(3), Identity.Kind.CLIENT, "certificate") : wrong();
    }

    private static Outcome known(String name, Identity.Kind kind, String method) {
        if (!REACH.containsKey(name)) {
            return wrong();
        }
        Set<Held> held = Set.of(new Held(Role.OPERATOR, "police"));
        return new Outcome.Known(new Identity(kind, name, held, method), name.equals("first"));
    }

    private static Outcome wrong() {
        return new Outcome.Refused(WRONG);
    }

    @Override
    public Session open(Identity identity, Origin origin) {
        String token = "session-" + identity.name();
        return new Session(token, csrf(token), Instant.now().plusSeconds(60));
    }

    @Override
    public void close(String token) {
        closed.add(token);
    }

    @Override
    public Optional<Refusal> change(String account, char[] before, char[] after, Origin origin) {
        return new String(before).equals(account) ? Optional.empty() : Optional.of(WRONG);
    }

    @Override
    public String csrf(String token) {
        return "csrf-" + token;
    }
}
