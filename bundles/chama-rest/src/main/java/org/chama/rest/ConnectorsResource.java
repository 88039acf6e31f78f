package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;

/** Connectors of this node and their status. */
@Path("/connectors")
@Produces(MediaType.APPLICATION_JSON)
public final class ConnectorsResource {

    private final Platform platform;

    ConnectorsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.CONNECTORS_READ)
    public Object all(@Context Visit visit) {
        return Views.page(
                visit.locale(),
                "connectors",
                platform.connectors().all().stream()
                        .filter(connector -> visit.reach().everywhere()
                                || connector.datasets().stream()
                                        .anyMatch(dataset -> platform.reaches(visit.reach(), dataset)))
                        .toList(),
                Optional.empty(),
                Views::connector);
    }
}
