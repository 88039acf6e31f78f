package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** How far the open copies have come. */
@Path("/releases")
@Produces(MediaType.APPLICATION_JSON)
public final class ReleasesResource {

    private final Platform platform;

    ReleasesResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    public Object all(@HeaderParam("Accept-Language") String language) {
        return Views.page(
                Language.of(language), "releases", platform.desk().releases(), Optional.empty(), Views::release);
    }
}
