package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Dataset;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;

/** Who answers for the stages of a dataset's life (Article 30). */
@Path("/datasets/{id}/responsibilities")
@Produces(MediaType.APPLICATION_JSON)
public final class ResponsibilitiesResource {

    private final Platform platform;

    ResponsibilitiesResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.RESPONSIBILITIES_READ)
    public Object all(@PathParam("id") String id, @Context Visit visit) {
        Dataset dataset = platform.visible(
                visit,
                Permission.RESPONSIBILITIES_READ,
                platform.datasets().find(id),
                Dataset::department,
                "dataset:" + id,
                ResponsibilitiesResource::unknown);
        return Views.page(
                visit.locale(),
                "responsibilities",
                platform.administration().responsibilities(visit.caller(), dataset.id()),
                Optional.empty(),
                DirectoryViews::responsibility);
    }

    @PUT
    @Path("/{stage}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.RESPONSIBILITIES_CHANGE)
    public Object put(
            @PathParam("id") String id, @PathParam("stage") String stage, InputStream body, @Context Visit visit)
            throws IOException {
        JsonObject given = Json.read(body).only(Set.of("department", "account"));
        Responsibility responsibility = new Responsibility(
                platform.datasets().find(id).map(Dataset::id).orElseThrow(ResponsibilitiesResource::unknown),
                Parameters.word("stage", stage, Stage.class).orElseThrow(),
                Parameters.id("department", given.needed("department")).orElseThrow(),
                Parameters.id("account", given.needed("account")).orElseThrow());
        platform.administration().put(visit.caller(), responsibility);
        return Views.one(visit.locale(), responsibility, DirectoryViews::responsibility);
    }

    private static Refused unknown() {
        return Refused.notFound("unknown-dataset", "没有此标识的信息资源", "there is no dataset with this id");
    }
}
