package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.batch.BatchId;
import org.chama.api.desk.BatchState;
import org.chama.api.desk.Trace;

/** Batches (批次), their paths, and the replay of a dead one. */
@Path("/batches")
@Produces(MediaType.APPLICATION_JSON)
public final class BatchesResource {

    private final Platform platform;

    BatchesResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.BATCHES_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("dataset") String dataset,
            @QueryParam("state") String state,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "batches",
                platform.desk()
                        .batches(
                                Parameters.filter(visit.reach(), department, dataset, state, null, BatchState.class),
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                Views::batch);
    }

    @GET
    @Path("/{batch}/trace")
    @Needs(Permission.BATCHES_READ)
    public Object trace(@PathParam("batch") String batch, @Context Visit visit) {
        Trace trace = platform.visible(
                visit,
                Permission.BATCHES_READ,
                platform.desk().trace(Parameters.batch(batch)),
                found -> found.batch().department(),
                "batch:" + batch,
                () -> Refused.notFound("unknown-batch", "没有此编号的批次", "there is no batch with this id"));
        return Views.one(visit.locale(), trace, Views::trace);
    }

    /** Answers when the batch is back in its queue; what becomes of it is in its trace. */
    @POST
    @Path("/{batch}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.BATCHES_REPLAY)
    public Response replay(@PathParam("batch") String batch, InputStream body, @Context Visit visit)
            throws IOException {
        BatchId id = Parameters.batch(batch);
        String reason = Reason.read(body);
        platform.desk().replay(id, visit.caller(), reason);
        JsonBody answer = json -> {
            json.writeStartObject();
            json.writeStringField("batch", id.toString());
            json.writeStringField("trace", ApiServlet.PATH + "/batches/" + id + "/trace");
            json.writeEndObject();
        };
        return Response.accepted(answer).build();
    }
}
