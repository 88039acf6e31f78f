package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.chama.api.access.Anyone;
import org.chama.api.dataset.Dataset;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;

/** Masked records of the datasets that are open without condition; any other looks as if it did not exist. */
@Path("/open")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenResource {

    private final Platform platform;

    OpenResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Path("/{id}/records")
    @Anyone(because = "open without condition (Article 23): the public needs no account")
    public Response records(
            @PathParam("id") String id, @QueryParam("after") String after, @QueryParam("limit") String limit) {
        Query query = Query.page(Parameters.token(after), Parameters.limit(limit, DatasetsResource.MOST_RECORDS));
        Dataset dataset = platform.datasets()
                .find(id)
                .filter(Dataset::isOpen)
                .orElseThrow(() -> Refused.notFound(
                        "unknown-dataset", "没有此标识的无条件开放信息资源", "there is no unconditionally open dataset with this id"));
        return Response.ok(new RecordPage(dataset, Zone.OPEN, platform.store().query(Zone.OPEN, dataset, query)))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}
