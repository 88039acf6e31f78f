package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** Connectors of this node and their status. */
@Path("/connectors")
@Produces(MediaType.APPLICATION_JSON)
public final class ConnectorsResource {

    private final Platform platform;

    ConnectorsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    public Object all(@HeaderParam("Accept-Language") String language) {
        return Views.page(
                Language.of(language), "connectors", platform.connectors().all(), Optional.empty(), Views::connector);
    }
}
