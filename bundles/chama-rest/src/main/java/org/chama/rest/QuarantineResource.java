package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
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
    @Needs(Permission.QUARANTINE_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("dataset") String dataset,
            @QueryParam("arrival") String arrival,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "rows",
                platform.desk()
                        .quarantine(
                                Parameters.filter(visit.reach(), department, dataset, null, arrival, BatchState.class),
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                Views::quarantined);
    }
}
