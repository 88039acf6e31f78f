package org.chama.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;

/**
 * {@code /open/ledger-heads}: the newest heads of the ledger for whoever keeps them, so that our administrators cannot take them back.
 * Asks the ledger at most once a second.
 */
final class LedgerHeadsServlet extends HttpServlet {

    static final String PATH = "/open/ledger-heads";

    private static final long serialVersionUID = 1L;
    private static final int HEADS = 100;
    private static final long SECOND = 1_000_000_000L;

    private final transient Platform platform;
    private transient byte[] answer = {};
    private transient long made;

    LedgerHeadsServlet(Platform platform) {
        this.platform = platform;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Guard.passes(request, response)) {
            return;
        }
        Locale locale = Language.of(request.getHeader("Accept-Language"));
        try {
            Caller nobody = new Caller(Identity.NOBODY, Guard.origin(request, Origin.Channel.OPEN));
            Optional<Duration> wait = platform.access().tooMany(nobody);
            if (wait.isPresent()) {
                Guard.answer(response, Problem.tooMany(wait.get(), locale));
                return;
            }
            byte[] heads = heads(locale);
            response.setContentType("application/json");
            response.setHeader("Cache-Control", "public, max-age=1");
            response.setContentLength(heads.length);
            response.getOutputStream().write(heads);
        } catch (RuntimeException e) {
            Guard.answer(response, Problems.problem(e, locale));
        }
    }

    private synchronized byte[] heads(Locale locale) throws IOException {
        if (answer.length == 0 || System.nanoTime() - made > SECOND) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Json.write(
                    Views.page(locale, "heads", platform.ledger().heads(HEADS), Optional.empty(), LedgerViews::head),
                    bytes);
            answer = bytes.toByteArray();
            made = System.nanoTime();
        }
        return answer;
    }
}
