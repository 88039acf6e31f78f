package org.chama.rest;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Reach;
import org.chama.api.access.UnprovedBytes;

/**
 * Where a caller proves who it is, before anything of the request is parsed: by exactly one of a session's cookie, a bearer token, a
 * client's signature, or the client certificate of the connection. After a wrong proof nothing goes on, not even as nobody.
 */
final class Entrance {

    static final String COOKIE = "chama_session";
    static final String CSRF = "X-CSRF-Token";

    private static final String BEARER = "Bearer ";
    private static final String CHAMA = "Chama ";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final int LONGEST_TOKEN = 8_192;
    private static final Refusal TWO = Refusal.of(
            "two-identities",
            "一次请求只能使用一种身份凭证(会话、令牌、签名或证书)",
            "a request must carry one proof of identity only: session, token, signature or certificate");

    private static final String HELD = UnprovedBytes.class.getName();
    private static final long MOST_SIGNED = 48L << 20;
    private static final Duration ARRIVES = Duration.ofSeconds(60);

    private final Platform platform;
    private final UnprovedBytes unproved = new UnprovedBytes(MOST_SIGNED);

    Entrance(Platform platform) {
        this.platform = platform;
    }

    /** The request with its {@link Visit}, to go on with; empty when it has been answered. */
    Optional<HttpServletRequest> admit(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Locale locale = Language.of(request.getHeader("Accept-Language"));
        try {
            return Optional.of(known(request, locale));
        } catch (WrongProof e) {
            if (e.session) {
                response.addHeader("Set-Cookie", cookie("", request.isSecure()) + "; Max-Age=0");
            }
            Guard.refuse(request, response, Problem.of(e.status, e.refusal, locale));
        } catch (TooMany e) {
            Guard.refuse(request, response, Problem.tooMany(e.wait, locale));
        } catch (RuntimeException e) {
            Guard.refuse(request, response, Problems.problem(e, locale));
        }
        return Optional.empty();
    }

    /** The request has been answered: its body no longer lies in memory. */
    static void left(HttpServletRequest request) {
        if (request.getAttribute(HELD) instanceof UnprovedBytes.Held held) {
            held.close();
        }
    }

    /** The cookie of a session, to be set. */
    static String cookie(String token, boolean secure) {
        return COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    private HttpServletRequest known(HttpServletRequest request, Locale locale) throws IOException {
        Origin origin = Guard.origin(request, Origin.Channel.REST);
        List<String> sessions = sessions(request);
        List<String> authorizations = Collections.list(request.getHeaders("Authorization"));
        if (sessions.size() + authorizations.size() > 1) {
            throw wrong(400, TWO, origin, "");
        }
        if (!sessions.isEmpty()) {
            return session(request, sessions.get(0), origin, locale);
        }
        if (!authorizations.isEmpty()) {
            return authorization(request, authorizations.get(0), origin, locale);
        }
        Object certificates = request.getAttribute(CERTIFICATES);
        if (certificates instanceof X509Certificate[] chain && chain.length > 0) {
            return admitted(
                    request,
                    proved(platform.authentication().certificate(List.of(chain), origin), origin, false),
                    origin,
                    locale,
                    Optional.empty());
        }
        return admitted(request, new Outcome.Known(Identity.NOBODY, false), origin, locale, Optional.empty());
    }

    private HttpServletRequest session(HttpServletRequest request, String token, Origin origin, Locale locale) {
        if (token.length() > LONGEST_TOKEN) {
            throw new WrongProof(401, malformed("会话", "the session"), true);
        }
        Authentication authentication = platform.authentication();
        Outcome.Known known = proved(authentication.session(token, origin), origin, true);
        if (changes(request) && !matches(authentication.csrf(token), request.getHeader(CSRF))) {
            Refusal refusal = Refusal.of(
                    "wrong-csrf-token", "缺少 " + CSRF + " 请求头或其值不正确", "the header " + CSRF + " is missing or not right");
            platform.access().turnedAway(new Caller(known.identity(), origin), "session", refusal);
            throw new WrongProof(403, refusal, false);
        }
        return admitted(request, known, origin, locale, Optional.of(token));
    }

    private HttpServletRequest authorization(HttpServletRequest request, String header, Origin origin, Locale locale)
            throws IOException {
        if (header.length() > LONGEST_TOKEN) {
            throw wrong(401, malformed("Authorization 请求头", "the header Authorization"), origin, "");
        }
        if (begins(header, BEARER)) {
            String token = header.substring(BEARER.length()).strip();
            Outcome outcome = platform.authentication().bearer(token, origin);
            return admitted(request, proved(outcome, origin, false), origin, locale, Optional.empty());
        }
        Optional<Signed> signed =
                begins(header, CHAMA) ? Signed.parse(header.substring(CHAMA.length())) : Optional.empty();
        if (signed.isEmpty()) {
            throw wrong(401, malformed("Authorization 请求头", "the header Authorization"), origin, "");
        }
        UnprovedBytes.Held held = unproved.read(request.getInputStream(), Json.LARGEST_BODY, ARRIVES);
        request.setAttribute(HELD, held);
        byte[] body = held.bytes();
        Outcome outcome = platform.authentication().signature(signed(request, signed.get(), body), origin);
        return admitted(
                new ReadRequest(request, body), proved(outcome, origin, false), origin, locale, Optional.empty());
    }

    private Authentication.SignedRequest signed(HttpServletRequest request, Signed signed, byte[] body) {
        String query = request.getQueryString();
        return new Authentication.SignedRequest(
                signed.client(),
                signed.algorithm(),
                request.getMethod(),
                request.getRequestURI() + (query == null ? "" : "?" + query),
                signed.timestamp(),
                signed.nonce(),
                HexFormat.of().formatHex(digest(signed.algorithm(), body)),
                signed.signature());
    }

    /** Of an unknown algorithm the authentication says so; the digest does not matter then. */
    private byte[] digest(String algorithm, byte[] body) {
        if (algorithm.equals("HMAC-SM3")) {
            return platform.crypto().sm3(body);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private HttpServletRequest admitted(
            HttpServletRequest request, Outcome.Known known, Origin origin, Locale locale, Optional<String> session) {
        Caller caller = new Caller(known.identity(), origin);
        Optional<Duration> wait = platform.access().tooMany(caller);
        if (wait.isPresent()) {
            throw new TooMany(wait.get());
        }
        request.setAttribute(Visit.ATTRIBUTE, new Visit(caller, locale, known.mustChange(), session, Reach.NOWHERE));
        return request;
    }

    /** Who it is. A wrong proof counts against the rate of those who are nobody. */
    private Outcome.Known proved(Outcome outcome, Origin origin, boolean session) {
        if (outcome instanceof Outcome.Known known) {
            return known;
        }
        Optional<Duration> wait = platform.access().tooMany(new Caller(Identity.NOBODY, origin));
        if (wait.isPresent()) {
            throw new TooMany(wait.get());
        }
        throw new WrongProof(401, ((Outcome.Refused) outcome).refusal(), session);
    }

    private WrongProof wrong(int status, Refusal refusal, Origin origin, String claimed) {
        platform.access().refused(origin, claimed, refusal);
        return new WrongProof(status, refusal, false);
    }

    private static Refusal malformed(String zh, String en) {
        return Refusal.of("wrong-credential", zh + "的格式不正确", en + " is not of a known form");
    }

    private static List<String> sessions(HttpServletRequest request) {
        List<String> sessions = new ArrayList<>();
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(COOKIE) && !cookie.getValue().isEmpty()) {
                sessions.add(cookie.getValue());
            }
        }
        return sessions;
    }

    private static boolean changes(HttpServletRequest request) {
        return !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
    }

    private static boolean begins(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static boolean matches(String expected, String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** A proof that proves nothing, or two of them. */
    private static final class WrongProof extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Refusal refusal;
        private final boolean session;

        WrongProof(int status, Refusal refusal, boolean session) {
            super(refusal.code());
            this.status = status;
            this.refusal = refusal;
            this.session = session;
        }
    }

    /** Too many requests of one caller. */
    private static final class TooMany extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Duration wait;

        TooMany(Duration wait) {
            super("too-many-requests");
            this.wait = wait;
        }
    }
}
