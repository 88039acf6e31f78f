package org.chama.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.chama.api.Refusal;

/**
 * {@code /}: where to sign in and where things are, with its script and style. Every other path nobody has taken gets a plain 404 that
 * does not repeat it.
 */
final class HomeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final Map<String, Page> PAGES = Map.of(
            "/", page("home.html", "text/html;charset=UTF-8"),
            "/home.js", page("home.js", "text/javascript;charset=UTF-8"),
            "/home.css", page("home.css", "text/css;charset=UTF-8"));

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Guard.passes(request, response)) {
            return;
        }
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        Page page = PAGES.get(request.getRequestURI());
        if (!reads || page == null) {
            Guard.answer(
                    response,
                    Problem.of(
                            404,
                            Refusal.of("unknown-path", "没有此路径", "there is nothing at this path"),
                            Language.of(request.getHeader("Accept-Language"))));
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setContentType(page.type());
        response.setHeader("Cache-Control", "no-cache");
        response.setContentLength(page.bytes().length);
        response.getOutputStream().write(page.bytes());
    }

    private static Page page(String file, String type) {
        try (InputStream in = HomeServlet.class.getResourceAsStream("home/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the bundle of the REST door has no home/" + file);
            }
            return new Page(in.readAllBytes(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** A file of the page. */
    private record Page(byte[] bytes, String type) {}
}
