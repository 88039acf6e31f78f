package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;

/** How far the open copies have come. */
@Path("/releases")
@Produces(MediaType.APPLICATION_JSON)
public final class ReleasesResource {

    private final Platform platform;

    ReleasesResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.RELEASES_READ)
    public Object all(@Context Visit visit) {
        return Views.page(
                visit.locale(),
                "releases",
                platform.desk().releases().stream()
                        .filter(release -> platform.reaches(visit.reach(), release.dataset()))
                        .toList(),
                Optional.empty(),
                Views::release);
    }
}
