package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.chama.api.desk.BatchState;

/** Records that were not taken, their values masked. */
@Path("/quarantine")
@Produces(MediaType.APPLICATION_JSON)
public final class QuarantineResource {

    private final Platform platform;

    QuarantineResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("dataset") String dataset,
            @QueryParam("arrival") String arrival,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @HeaderParam("Accept-Language") String language) {
        return Views.page(
                Language.of(language),
                "rows",
                platform.desk()
                        .quarantine(
                                Parameters.filter(department, dataset, null, arrival, BatchState.class),
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                Views::quarantined);
    }
}
