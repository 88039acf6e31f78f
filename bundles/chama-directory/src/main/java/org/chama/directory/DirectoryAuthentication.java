package org.chama.directory;

import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proves identities from the directory; every refusal is recorded. */
@Component(service = Authentication.class, configurationPid = "org.chama.authentication")
@Designate(ocd = DirectoryAuthentication.Settings.class)
public final class DirectoryAuthentication implements Authentication, AutoCloseable {

    /** Lock and sessions. */
    @ObjectClassDefinition(name = "Authentication 身份认证")
    public @interface Settings {
        int lock_failures() default 10;

        int lock_network_failures() default 30;

        int lock_minutes() default 15;

        int session_idle_minutes() default 30;

        int session_hours() default 12;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryAuthentication.class);
    private static final int MOST_PROVED = 100;

    private final Register register;
    private final Access access;
    private final Passwords passwords;
    private final Trail trail;
    private final Lockout lockout;
    private final Sessions sessions;
    private final Nonces nonces;
    private final Uses uses;
    private final ClientProofs clients;
    private final ScheduledExecutorService clean;
    private final Map<Same, String> proved = Collections.synchronizedMap(new Lru<>(MOST_PROVED));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile TokenIssuer issuer;

    @Activate
    public DirectoryAuthentication(
            @Reference Register register,
            @Reference Access access,
            @Reference Passwords passwords,
            @Reference Ledger ledger,
            @Reference Crypto crypto,
            Settings settings) {
        if (settings.lock_failures() < 1
                || settings.lock_network_failures() < settings.lock_failures()
                || settings.lock_minutes() < 1
                || settings.session_idle_minutes() < 2
                || settings.session_hours() < 1) {
            throw new RefusedException(
                    "authentication-settings",
                    "org.chama.authentication：lock.failures、lock.minutes、session.hours 至少为 1，lock.network.failures 不小于"
                            + " lock.failures，session.idle.minutes 至少为 2。",
                    "org.chama.authentication: lock.failures, lock.minutes and session.hours are at least 1,"
                            + " lock.network.failures is not less than lock.failures, session.idle.minutes at least 2.");
        }
        Database database = register.database();
        Clock clock = register.clock();
        this.register = register;
        this.access = access;
        this.passwords = passwords;
        this.trail = new Trail(ledger, crypto);
        this.lockout = new Lockout(
                register,
                trail,
                settings.lock_failures(),
                settings.lock_network_failures(),
                Duration.ofMinutes(settings.lock_minutes()));
        this.sessions = new Sessions(
                database,
                crypto,
                clock,
                Duration.ofMinutes(settings.session_idle_minutes()),
                Duration.ofHours(settings.session_hours()));
        this.nonces = new Nonces(database, crypto, clock);
        this.uses = new Uses(database, clock);
        this.clients = new ClientProofs(register, crypto, nonces, uses);
        this.clean = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-sessions");
            thread.setDaemon(true);
            return thread;
        });
        clean.scheduleWithFixedDelay(this::clean, 1, 1, TimeUnit.MINUTES);
    }

    /** For tests, where nobody injects. */
    DirectoryAuthentication with(TokenIssuer tokens) {
        issuer = tokens;
        return this;
    }

    @Override
    public Outcome password(String account, char[] password, Origin origin) {
        Proof proof = prove(account, password, origin);
        if (proof.outcome() instanceof Outcome.Known known) {
            proved.put(new Same(known.identity()), proof.hash());
        }
        return proof.outcome();
    }

    private record Kept(HeldAccount held, Optional<String> hash) {}

    /** @param hash that the password was proved against, empty when it was not */
    private record Proof(Outcome outcome, String hash) {}

    /** An identity as the one object that was handed out. */
    private record Same(Identity identity) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.identity == identity;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(identity);
        }
    }

    private Proof prove(String account, char[] password, Origin origin) {
        Proof proof = person(account, password, origin);
        recorded(proof.outcome(), account, origin);
        return proof;
    }

    private Proof person(String name, char[] password, Origin origin) {
        if (password.length == 0 || password.length > Passwords.LONGEST || !Input.isId(name)) {
            return new Proof(wrong(), "");
        }
        if (lockout.isSlowed(origin)) {
            return new Proof(new Outcome.Refused(Passwords.tryLater().refusal()), "");
        }
        Optional<Kept> kept = kept(name);
        OffsetDateTime now = Moments.now(register.clock());
        boolean usable = kept.isPresent()
                && kept.get().held().account().enabled()
                && kept.get().hash().isPresent()
                && kept.get().held().account().lockedUntil().map(now::isAfter).orElse(true);
        String hash = usable ? kept.get().hash().get() : passwords.nobodys();
        boolean matches;
        try {
            matches = passwords.matches(password, hash);
        } catch (RefusedException e) {
            return new Proof(new Outcome.Refused(e.refusal()), "");
        }
        if (!usable || !matches) {
            lockout.failed(origin);
            if (usable) {
                lockout.failed(name, nobody(origin));
            } else {
                lockout.failedNobody();
            }
            return new Proof(wrong(), "");
        }
        lockout.passed(name);
        HeldAccount held = kept.get().held();
        return new Proof(
                new Outcome.Known(held.identity("password"), held.mustChange()),
                passwords.isOutdated(hash) ? renewed(name, password, hash) : hash);
    }

    /** With today's parameters, or at another sign-in when too many sign in at once. @return the hash that is stored now */
    private String renewed(String name, char[] password, String hash) {
        String fresh;
        try {
            fresh = passwords.hash(password);
        } catch (RefusedException e) {
            LOG.debug("the hash of a password is renewed later: {}", e.getMessage());
            return hash;
        }
        int renewed = register.database()
                .write(c -> Sql.update(
                        c,
                        "update chama.account set password_hash = ? where name = ? and password_hash = ?",
                        fresh,
                        name,
                        hash));
        return renewed == 1 ? fresh : hash;
    }

    private Optional<Kept> kept(String name) {
        return register.database().read(c -> {
            Optional<Optional<String>> hash = Sql.one(
                    c,
                    "select password_hash from chama.account where name = ?",
                    row -> Optional.ofNullable(row.getString(1)),
                    name);
            return hash.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Kept(Loading.accounts(c, "a.name = ?", name).get(0), hash.get()));
        });
    }

    @Override
    public Outcome session(String token, Origin origin) {
        Optional<HeldAccount> held = sessions.account(token)
                .flatMap(register::account)
                .filter(one -> one.account().enabled());
        Outcome outcome = held.isPresent()
                ? new Outcome.Known(held.get().identity("session"), held.get().mustChange())
                : ClientProofs.refused("session-ended", "会话已结束，请重新登录。", "The session is over: sign in again.");
        return recorded(outcome, "", origin);
    }

    @Override
    public Outcome bearer(String token, Origin origin) {
        return recorded(bearer(token), "", origin);
    }

    private Outcome bearer(String token) {
        TokenIssuer by = issuer;
        if (by == null) {
            return ClientProofs.refused("no-issuer", "平台没有配置统一身份认证。", "No OpenID Connect issuer is configured.");
        }
        TokenIssuer.Checked checked = by.check(token);
        if (checked instanceof TokenIssuer.Checked.Subject subject) {
            return register.accountOf(subject.value())
                    .filter(held -> held.account().enabled())
                    .<Outcome>map(held -> new Outcome.Known(held.identity("bearer"), false))
                    .orElseGet(() -> ClientProofs.refused(
                            "unknown-account",
                            "令牌所指的人在本平台没有可用账号。",
                            "Whom the token names has no usable account here."));
        }
        return new Outcome.Refused(((TokenIssuer.Checked.Refused) checked).refusal());
    }

    @Override
    public Outcome secret(String client, char[] secret, Origin origin) {
        return recorded(clients.secret(client, secret), client, origin);
    }

    @Override
    public Outcome digest(String client, byte[] nonce, String created, String digest, Origin origin) {
        return recorded(clients.digest(client, nonce, created, digest), client, origin);
    }

    @Override
    public Outcome signature(SignedRequest request, Origin origin) {
        return recorded(clients.signature(request), request.client(), origin);
    }

    @Override
    public Outcome certificate(List<X509Certificate> chain, Origin origin) {
        return recorded(clients.certificate(chain), "", origin);
    }

    private Outcome recorded(Outcome outcome, String claimed, Origin origin) {
        if (outcome instanceof Outcome.Refused refused) {
            turnedAway(refused.refusal(), claimed, origin);
        } else if (outcome instanceof Outcome.Known known
                && known.identity().method().equals("password")
                && origin.channel() == Origin.Channel.CONSOLE) {
            step("signed-in", known.identity(), origin);
        }
        return outcome;
    }

    private void turnedAway(Refusal why, String claimed, Origin origin) {
        Optional<HeldClient> proved = why.equals(ClientProofs.REPLAYED) ? register.client(claimed) : Optional.empty();
        proved.ifPresentOrElse(
                client -> access.turnedAway(new Caller(client.identity("secret"), origin), "client:" + claimed, why),
                () -> access.refused(origin, claimed, why));
    }

    @Override
    public Session open(Identity identity, Origin origin) {
        if (identity.kind() != Identity.Kind.ACCOUNT) {
            throw new RefusedException("no-person", "只有人员账号可以建立会话。", "Only a person's account can have a session.");
        }
        Optional<String> hash = Optional.ofNullable(proved.remove(new Same(identity)));
        return register.database().write(c -> {
            requireStanding(c, identity, hash);
            Session session = sessions.open(c, identity.name());
            trail.step(c, actor(identity, origin), "signed-in", identity.actor(), how(identity));
            return session;
        });
    }

    /** What was proved a moment ago still holds, and does until the transaction ends: no reset or change comes between. */
    private static void requireStanding(Connection c, Identity identity, Optional<String> hash) throws SQLException {
        Optional<String> now = Sql.one(
                c,
                "select coalesce(password_hash, '') from chama.account where name = ? and enabled for update",
                row -> row.getString(1),
                identity.name());
        boolean stands = identity.method().equals("password") ? hash.isPresent() && hash.equals(now) : now.isPresent();
        if (!stands) {
            throw new RefusedException(wrong().refusal());
        }
    }

    @Override
    public void close(String token) {
        register.database().write(c -> {
            Optional<String> account = sessions.close(c, token);
            if (account.isPresent()) {
                Actor actor = Actor.machine("account:" + account.get());
                trail.step(c, actor, "signed-out", actor.name(), "{}");
            }
            return account;
        });
    }

    /** Ends all sessions of the account: the door opens a new one for the person who changed it. */
    @Override
    public Optional<Refusal> change(String account, char[] before, char[] after, Origin origin) {
        Proof proof = prove(account, before, origin);
        if (proof.outcome() instanceof Outcome.Refused refused) {
            return Optional.of(refused.refusal());
        }
        Optional<Refusal> weak = PasswordRules.check(account, after);
        if (weak.isPresent()) {
            return weak;
        }
        if (Arrays.equals(before, after)) {
            return Optional.of(Refusal.of("same-password", "新口令与旧口令相同。", "The new password is the old one."));
        }
        String hash;
        try {
            hash = passwords.hash(after);
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
        try {
            store(account, proof.hash(), hash, origin);
        } catch (RefusedException e) {
            access.refused(origin, account, e.refusal());
            return Optional.of(e.refusal());
        }
        sessions.forgetAll(account);
        return Optional.empty();
    }

    /** @throws RefusedException when the password that was proved has been replaced meanwhile */
    private void store(String account, String before, String after, Origin origin) {
        register.change((c, revision) -> {
            int changed = Sql.update(
                    c,
                    "update chama.account set password_hash = ?, password_version = password_version + 1,"
                            + " must_change = false, failures = 0, failing_since = null, revision = ?"
                            + " where name = ? and password_hash = ? and enabled",
                    after,
                    revision,
                    account,
                    before);
            if (changed == 0) {
                throw new RefusedException(wrong().refusal());
            }
            Sessions.end(c, account);
            Identity identity = new Identity(Identity.Kind.ACCOUNT, account, Set.of(), "password");
            trail.step(c, actor(identity, origin), "password-changed", identity.actor(), "{}");
            return account;
        });
    }

    @Override
    public String csrf(String token) {
        return sessions.csrf(token);
    }

    private void step(String kind, Identity identity, Origin origin) {
        register.database().write(c -> {
            trail.step(c, actor(identity, origin), kind, identity.actor(), how(identity));
            return kind;
        });
    }

    private static String how(Identity identity) {
        return new Json().put("method", identity.method()).end();
    }

    private static Actor actor(Identity identity, Origin origin) {
        return new Actor(identity.actor(), "", "", origin.channel().name().toLowerCase(Locale.ROOT), origin.request());
    }

    private static Actor nobody(Origin origin) {
        return actor(Identity.NOBODY, origin);
    }

    private static Outcome.Refused wrong() {
        return ClientProofs.refused(
                "wrong-credentials",
                "账号或口令不正确，或因多次失败暂时锁定，或在本平台不用口令登录。",
                "Account or password are wrong, or it is locked for a while after many failures, or it does not sign in with a password.");
    }

    private void clean() {
        try {
            sessions.purge();
            nonces.purge();
            uses.flush();
        } catch (RuntimeException e) {
            LOG.warn("sessions and nonces that are over stay for now: {}", e.getMessage());
        }
    }

    @Deactivate
    @Override
    public void close() {
        clean.shutdownNow();
        try {
            uses.flush();
        } catch (RuntimeException e) {
            LOG.warn("the last uses of credentials were not written down: {}", e.getMessage());
        }
    }
}
