package org.chama.connector.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;

/**
 * Finds out who makes one call. Every proof that is presented must hold, and all must be of the same client; the certificate of the
 * connection counts when there is no other. Used by one thread.
 */
final class SignIn {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String SCHEME = "Chama ";
    private static final int LONGEST = 1024;
    private static final int PARAMETERS = 5;
    private static final List<String> NAMES = List.of("client", "algorithm", "timestamp", "nonce", "signature");

    private final Guards guards;
    private final HttpServletRequest request;
    private final Origin origin;
    private final List<Identity> proved = new ArrayList<>();

    SignIn(Guards guards, HttpServletRequest request, Origin origin) {
        this.guards = guards;
        this.request = request;
        this.origin = origin;
    }

    /** Whether the request carries a signature over its body, which must then be read first. */
    boolean isSigned() {
        return request.getHeader("Authorization") != null;
    }

    /** The body of a request, read when it is needed. */
    @FunctionalInterface
    interface Body {
        byte[] whole() throws IOException;
    }

    /**
     * Proves {@code Authorization: Chama client=…, algorithm=…, timestamp=…, nonce=…, signature=…}.
     *
     * @param body not read when the header is of another form
     */
    void signature(Body body) throws IOException {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        Map<String, String> given = headers.size() == 1 ? parameters(headers.get(0)) : Map.of();
        if (!given.keySet().containsAll(NAMES)) {
            throw refuse(
                    "",
                    Refusal.of(
                            "wrong-credential",
                            "Authorization 请求头须为 Chama client=…, algorithm=…, timestamp=…, nonce=…, signature=…",
                            "the header Authorization must be Chama client=…, algorithm=…, timestamp=…, nonce=…, signature=…"));
        }
        String query = request.getQueryString();
        String algorithm = given.get("algorithm");
        accept(guards.authentication()
                .signature(
                        new Authentication.SignedRequest(
                                given.get("client"),
                                algorithm,
                                request.getMethod(),
                                request.getRequestURI() + (query == null ? "" : "?" + query),
                                given.get("timestamp"),
                                given.get("nonce"),
                                HexFormat.of().formatHex(digest(algorithm, body.whole())),
                                given.get("signature")),
                        origin));
    }

    /** Proves a UsernameToken. */
    void user(WsSecurity security) {
        try {
            accept(security.user(
                    guards.authentication(), origin, request.isSecure() || SoapDoor.loopback(origin.address())));
        } catch (BreachException e) {
            throw refuse("", e.refusal());
        }
    }

    /** Takes a signature that was verified. */
    void signed(WsSecurity.Signed signed, Replays replays) {
        accept(guards.authentication().certificate(List.of(signed.certificate()), origin));
        if (!replays.first(signed.value())) {
            throw turnAway(
                    proved.get(proved.size() - 1),
                    Refusal.of("replayed", "这个签名的报文已经收到过", "this signed message came before"));
        }
    }

    /** Refuses a proof that is none. */
    CallFault refuse(String claimed, Refusal why) {
        guards.access().refused(origin, claimed, why);
        return wrong(why);
    }

    private CallFault turnAway(Identity identity, Refusal why) {
        guards.access().turnedAway(new Caller(identity, origin), "soap:publish", why);
        return wrong(why);
    }

    /**
     * Who it is.
     *
     * @throws CallFault when nothing was proved, or not of one client, or the client calls too often
     */
    Caller caller() {
        if (proved.isEmpty()
                && request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
                && chain.length > 0) {
            accept(guards.authentication().certificate(List.of(chain), origin));
        }
        if (proved.isEmpty()) {
            tooMany(new Caller(Identity.NOBODY, origin));
            try {
                guards.access().require(new Caller(Identity.NOBODY, origin), Permission.INTAKE, "", "soap:publish");
            } catch (RefusedException e) {
                throw CallFault.sender(e.refusal());
            }
            throw new IllegalStateException("nobody may publish");
        }
        Identity identity = proved.get(0);
        boolean one = proved.stream().allMatch(other -> other.actor().equals(identity.actor()));
        if (!one || identity.kind() != Identity.Kind.CLIENT) {
            throw turnAway(
                    identity,
                    Refusal.of("two-identities", "须以一个接入系统的身份调用", "a call is made as one client, and as a client"));
        }
        Caller caller = new Caller(identity, origin);
        tooMany(caller);
        return caller;
    }

    private void accept(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw wrong(refused.refusal());
        }
        proved.add(((Outcome.Known) outcome).identity());
    }

    /** A wrong proof counts against the rate of those who are nobody. */
    private CallFault wrong(Refusal why) {
        tooMany(new Caller(Identity.NOBODY, origin));
        return CallFault.sender(why);
    }

    private void tooMany(Caller caller) {
        Optional<Duration> wait = guards.access().tooMany(caller);
        if (wait.isPresent()) {
            throw CallFault.tooMany(wait.get());
        }
    }

    /** Of an unknown algorithm the authentication says so; the digest does not matter then. */
    private byte[] digest(String algorithm, byte[] body) {
        if (algorithm.equals("HMAC-SM3")) {
            return guards.crypto().sm3(body);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** None when the header is of another form. */
    private static Map<String, String> parameters(String header) {
        Map<String, String> given = new HashMap<>();
        if (header.length() > LONGEST || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Map.of();
        }
        for (String parameter : header.substring(SCHEME.length()).split(",", PARAMETERS + 1)) {
            int equals = parameter.indexOf('=');
            String value =
                    equals < 0 ? "" : unquoted(parameter.substring(equals + 1).strip());
            if (value.isEmpty() || given.put(parameter.substring(0, equals).strip(), value) != null) {
                return Map.of();
            }
        }
        return given.size() == PARAMETERS ? given : Map.of();
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
