package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.chama.api.Refusal;

/**
 * An error as problem details (RFC 9457) with a stable {@code code}.
 *
 * @param retryAfter seconds after which the same may work
 * @param incident under which the log has more
 */
record Problem(int status, Refusal refusal, Locale locale, OptionalInt retryAfter, Optional<String> incident)
        implements JsonBody {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, Refusal refusal, Locale locale) {
        return new Problem(status, refusal, locale, OptionalInt.empty(), Optional.empty());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        Response.Status known = Response.Status.fromStatusCode(status);
        json.writeStartObject();
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", known == null ? "Error" : known.getReasonPhrase());
        json.writeNumberField("status", status);
        json.writeStringField("code", refusal.code());
        json.writeStringField("detail", refusal.text().in(locale));
        if (incident.isPresent()) {
            json.writeStringField("incident", incident.get());
        }
        json.writeEndObject();
    }

    Response response() {
        Response.ResponseBuilder response = Response.status(status)
                .type(MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_LANGUAGE, Language.tag(locale))
                .entity(this);
        if (retryAfter.isPresent()) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter.getAsInt());
        }
        return response.build();
    }
}
