package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
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

    /** How somebody can say who he is (RFC 9110, section 11.6.1). */
    static final String CHALLENGE = "Bearer realm=\"chama\", Chama realm=\"chama\", algorithm=\"HMAC-SM3 HMAC-SHA256\"";

    static Problem of(int status, Refusal refusal, Locale locale) {
        return new Problem(status, refusal, locale, OptionalInt.empty(), Optional.empty());
    }

    /** Too many requests of one caller. */
    static Problem tooMany(Duration wait, Locale locale) {
        return new Problem(
                429,
                Refusal.of("too-many-requests", "请求过于频繁,请稍后重试", "too many requests; try again later"),
                locale,
                OptionalInt.of((int) Math.max(1, wait.plusMillis(999).toSeconds())),
                Optional.empty());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        write(json, () -> {});
    }

    /** Further members of a problem. */
    @FunctionalInterface
    interface Members {

        void write() throws IOException;
    }

    void write(JsonGenerator json, Members further) throws IOException {
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
        further.write();
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
        if (status == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        return response.build();
    }
}
