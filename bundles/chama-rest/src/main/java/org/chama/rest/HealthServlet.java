package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code /health/live}: this process answers. {@code /health/ready}: it can take data; 503 and what is missing until then. */
final class HealthServlet extends HttpServlet {

    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";

    private static final long serialVersionUID = 1L;
    private static final int RETRY_SECONDS = 5;

    private final transient Readiness readiness;

    HealthServlet(Platform platform) {
        readiness = new Readiness(platform);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Guard.passes(request, response)) {
            return;
        }
        Locale locale = Language.of(request.getHeader("Accept-Language"));
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Language", Language.tag(locale));
        if (request.getServletPath().equals(LIVE)) {
            Json.write(
                    json -> {
                        json.writeStartObject();
                        json.writeBooleanField("live", true);
                        json.writeEndObject();
                    },
                    response.getOutputStream());
            return;
        }
        List<Readiness.Part> parts = readiness.parts();
        boolean ready = parts.stream().allMatch(part -> part.missing().isEmpty());
        if (!ready) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setIntHeader("Retry-After", RETRY_SECONDS);
        }
        Json.write(json -> write(json, ready, parts, locale), response.getOutputStream());
    }

    private static void write(JsonGenerator json, boolean ready, List<Readiness.Part> parts, Locale locale)
            throws IOException {
        json.writeStartObject();
        json.writeBooleanField("ready", ready);
        json.writeArrayFieldStart("parts");
        for (Readiness.Part part : parts) {
            json.writeStartObject();
            json.writeStringField("part", part.name());
            json.writeBooleanField("ready", part.missing().isEmpty());
            if (part.missing().isPresent()) {
                json.writeStringField("text", part.missing().get().in(locale));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
