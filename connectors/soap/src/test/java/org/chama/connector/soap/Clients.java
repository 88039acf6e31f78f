package org.chama.connector.soap;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
import org.chama.api.crypto.Crypto;

/** Clients in memory whose secret is {@code secret of <name>}; proofs are really checked. */
final class Clients implements Authentication, Access {

    private static final Refusal WRONG = Refusal.of("wrong-credential", "名称或凭据不正确", "name or credential is wrong");

    private final Map<String, String> departments = new ConcurrentHashMap<>();
    private final Map<X509Certificate, String> certificates = new ConcurrentHashMap<>();
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile Optional<Duration> wait = Optional.empty();

    Guards guards() {
        return new Guards(this, this, crypto());
    }

    /** SM3 is the business of another module: here it is SHA-256. */
    Crypto crypto() {
        return (Crypto) Proxy.newProxyInstance(
                Crypto.class.getClassLoader(), new Class<?>[] {Crypto.class}, (self, method, arguments) -> {
                    if (method.getName().equals("sm3")) {
                        return MessageDigest.getInstance("SHA-256").digest((byte[]) arguments[0]);
                    }
                    throw new IllegalStateException(method.getName());
                });
    }

    /** Every refusal: who, what. */
    List<String> refused() {
        return refused;
    }

    void enter(String name, String department) {
        departments.put(name, department);
    }

    void bind(String name, X509Certificate certificate) {
        certificates.put(certificate, name);
    }

    void slowDown(Optional<Duration> wait) {
        this.wait = wait;
    }

    @Override
    public Outcome secret(String client, char[] secret, Origin origin) {
        boolean right = departments.containsKey(client) && new String(secret).equals("secret of " + client);
        return right ? known(client, "username-token") : wrong(client, origin);
    }

    @Override
    public Outcome digest(String client, byte[] nonce, String created, String digest, Origin origin) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update(nonce);
            sha.update(created.getBytes(StandardCharsets.UTF_8));
            sha.update(("secret of " + client).getBytes(StandardCharsets.UTF_8));
            boolean right = departments.containsKey(client)
                    && Base64.getEncoder().encodeToString(sha.digest()).equals(digest)
                    && near(Instant.parse(created))
                    && nonces.add(client + HexFormat.of().formatHex(nonce));
            return right ? known(client, "username-token") : wrong(client, origin);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Outcome signature(SignedRequest request, Origin origin) {
        String text = String.join(
                "\n", request.method(), request.target(), request.timestamp(), request.nonce(), request.bodyDigest());
        boolean right = departments.containsKey(request.client())
                && request.algorithm().equals("HMAC-SHA256")
                && hmac("secret of " + request.client(), text).equals(request.signature())
                && near(Instant.ofEpochSecond(Long.parseLong(request.timestamp())))
                && nonces.add(request.client() + request.nonce());
        return right ? known(request.client(), "signature") : wrong(request.client(), origin);
    }

    @Override
    public Outcome certificate(List<X509Certificate> chain, Origin origin) {
        String name = certificates.get(chain.get(0));
        return name == null ? wrong("certificate", origin) : known(name, "certificate");
    }

    static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean near(Instant moment) {
        return Duration.between(moment, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) < 0;
    }

    private Outcome known(String name, String method) {
        Held held = new Held(Role.SYSTEM, departments.get(name));
        return new Outcome.Known(new Identity(Identity.Kind.CLIENT, name, Set.of(held), method), false);
    }

    private Outcome wrong(String claimed, Origin origin) {
        refused(origin, claimed, WRONG);
        return new Outcome.Refused(WRONG);
    }

    @Override
    public Held require(Caller caller, Permission permission, String department, String about) {
        if (!may(caller.identity(), permission, department)) {
            refused.add(caller.identity().actor() + " " + permission + " " + about);
            throw caller.identity().isKnown()
                    ? new RefusedException("forbidden", "无权进行此操作", "this is not allowed")
                    : new RefusedException("not-signed-in", "请先证明身份", "prove who you are first");
        }
        return new Held(Role.SYSTEM, department);
    }

    @Override
    public boolean may(Identity identity, Permission permission, String department) {
        return permission == Permission.INTAKE && identity.held().contains(new Held(Role.SYSTEM, department));
    }

    @Override
    public void refused(Origin origin, String claimed, Refusal why) {
        refused.add(origin.channel() + " " + origin.address() + " " + claimed + " " + why.code());
    }

    @Override
    public void turnedAway(Caller caller, String about, Refusal why) {
        refused(caller.origin(), caller.identity().name(), why);
    }

    @Override
    public Optional<Duration> tooMany(Caller caller) {
        return wait;
    }

    @Override
    public Reach reach(Caller caller, Permission permission) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome password(String account, char[] password, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome session(String token, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome bearer(String token, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Session open(Identity identity, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public void close(String token) {
        throw new IllegalStateException();
    }

    @Override
    public Optional<Refusal> change(String account, char[] before, char[] after, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public String csrf(String token) {
        throw new IllegalStateException();
    }
}
