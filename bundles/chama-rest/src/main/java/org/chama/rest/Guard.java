package org.chama.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.Refusal;

/**
 * Stands before every servlet of this bundle, before anything is parsed or logged: sets the security headers, answers only requests
 * addressed to this machine by a loopback name (so that a web page elsewhere cannot have its own name point here), and refuses
 * personal values in a URL without repeating them.
 */
final class Guard {

    private static final String DELIMITERS = "/?&=;,";
    private static final int DECODINGS = 3;

    private Guard() {}

    /** Whether the request may go on; otherwise it has been answered. */
    static boolean passes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("Referrer-Policy", "no-referrer");
        Optional<Refusal> refusal = refusal(request);
        if (refusal.isPresent()) {
            Locale locale = Language.of(request.getHeader("Accept-Language"));
            answer(response, Problem.of(400, refusal.get(), locale));
        }
        return refusal.isEmpty();
    }

    static void answer(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Language", Language.tag(problem.locale()));
        Json.write(problem, response.getOutputStream());
    }

    private static Optional<Refusal> refusal(HttpServletRequest request) {
        if (!Loopback.isLoopback(request.getServerName()) || !Loopback.isLoopback(request.getLocalAddr())) {
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
