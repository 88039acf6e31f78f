package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.chama.api.access.Anyone;

/** The description of this interface (OpenAPI 3.1). */
@Path("/openapi.json")
public final class OpenApiResource {

    private final byte[] description;

    OpenApiResource() {
        try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("the bundle of the REST door has no openapi.json");
            }
            description = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.json cannot be read", e);
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Anyone(because = "the description of the interface holds nothing of anybody")
    public Response description() {
        return Response.ok(description)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}
