package org.chama.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.access.Origin;

/**
 * Stands before every servlet of this bundle, before anything is parsed or logged: names the request, sets the security headers,
 * answers on the plain door only requests addressed to this machine by a loopback name (so that a web page elsewhere cannot have its
 * own name point here; with TLS the certificate's names see to that), and refuses personal values in a URL without repeating them.
 */
final class Guard {

    static final String REQUEST_ID = "X-Request-Id";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String YEAR = "max-age=31536000";
    private static final String DELIMITERS = "/?&=;,";
    private static final int DECODINGS = 3;

    private Guard() {}

    /** Whether the request may go on; otherwise it has been answered. */
    static boolean passes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        request.setAttribute(REQUEST_ID, id);
        response.setHeader(REQUEST_ID, id);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", YEAR);
        }
        Optional<Refusal> refusal = refusal(request);
        if (refusal.isPresent()) {
            Locale locale = Language.of(request.getHeader("Accept-Language"));
            refuse(request, response, Problem.of(400, refusal.get(), locale));
        }
        return refusal.isEmpty();
    }

    /** Where a request that {@link #passes} came in. */
    static Origin origin(HttpServletRequest request, Origin.Channel channel) {
        return new Origin(channel, request.getRemoteAddr(), (String) request.getAttribute(REQUEST_ID));
    }

    /**
     * Answers a request whose body nobody reads: the connection ends, and the caller, who may keep it in a pool, is told so. Not a byte
     * of a stranger's body is waited for.
     */
    static void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            response.setHeader("Connection", "close");
        }
        answer(response, problem);
    }

    static void answer(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Language", Language.tag(problem.locale()));
        if (problem.retryAfter().isPresent()) {
            response.setIntHeader("Retry-After", problem.retryAfter().getAsInt());
        }
        if (problem.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", Problem.CHALLENGE);
        }
        Json.write(problem, response.getOutputStream());
    }

    private static Optional<Refusal> refusal(HttpServletRequest request) {
        if (!request.isSecure() && !onLoopback(request)) {
            return Optional.of(Refusal.of(
                    "foreign-host",
                    "本接口只应答发往本机回环地址的请求",
                    "this door answers requests to a loopback name of this machine only"));
        }
        try {
            if (holdsPersonalValue(request.getRequestURI()) || holdsPersonalValue(request.getQueryString())) {
                return Optional.of(Refusal.of(
                        "personal-value-in-url",
                        "网址中不得出现个人信息,请改用请求体(POST …/records/query)",
                        "a URL must not hold a personal value; send it in a body (POST …/records/query)"));
            }
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.of("bad-url", "网址的百分号编码不正确", "the percent encoding of the URL is not right"));
        }
        return Optional.empty();
    }

    private static boolean onLoopback(HttpServletRequest request) {
        return Loopback.isLoopback(request.getServerName()) && Loopback.isLoopback(request.getLocalAddr());
    }

    /** Looks at each part between delimiters, decoded again as long as there is something to decode. */
    private static boolean holdsPersonalValue(String part) {
        String text = part == null ? "" : part;
        for (int i = 0; i < DECODINGS; i++) {
            if (anyPartIsPersonal(text)) {
                return true;
            }
            if (i > 0 && !decodable(text)) {
                return false;
            }
            text = URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
        return anyPartIsPersonal(text);
    }

    private static boolean decodable(String text) {
        int percent = text.indexOf('%');
        return percent >= 0
                && percent + 2 < text.length()
                && Character.digit(text.charAt(percent + 1), 16) >= 0
                && Character.digit(text.charAt(percent + 2), 16) >= 0;
    }

    private static boolean anyPartIsPersonal(String text) {
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || DELIMITERS.indexOf(text.charAt(i)) >= 0) {
                if (PersonalValue.in(text.substring(from, i))) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }
}
