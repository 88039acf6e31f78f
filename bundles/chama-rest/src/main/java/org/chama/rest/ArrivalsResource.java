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
import java.io.IOException;
import java.io.InputStream;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.Trace;

/** Arrivals (到件), and the decision about a held one. */
@Path("/arrivals")
@Produces(MediaType.APPLICATION_JSON)
public final class ArrivalsResource {

    static final int MOST_ENTRIES = 1_000;

    private final Platform platform;

    ArrivalsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.ARRIVALS_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("dataset") String dataset,
            @QueryParam("state") String state,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "arrivals",
                platform.desk()
                        .arrivals(
                                Parameters.filter(visit.reach(), department, dataset, state, null, ArrivalState.class),
                                Parameters.token(after),
                                Parameters.limit(limit, MOST_ENTRIES)),
                Views::arrival);
    }

    @GET
    @Path("/{number}")
    @Needs(Permission.ARRIVALS_READ)
    public Object one(@PathParam("number") String number, @Context Visit visit) {
        ArrivalView arrival = platform.visible(
                visit,
                Permission.ARRIVALS_READ,
                platform.desk().arrival(Parameters.number(number)),
                ArrivalView::department,
                "arrival:" + number,
                ArrivalsResource::unknown);
        return Views.one(visit.locale(), arrival, Views::arrival);
    }

    /** The path of the batch with the record at a line of the source. */
    @GET
    @Path("/{number}/trace")
    @Needs(Permission.BATCHES_READ)
    public Object trace(@PathParam("number") String number, @QueryParam("line") String line, @Context Visit visit) {
        if (line == null) {
            throw Refused.badRequest("missing-line", "请给出 line", "line is missing");
        }
        Trace trace = platform.visible(
                visit,
                Permission.BATCHES_READ,
                platform.desk().trace(Parameters.number(number), Parameters.number(line)),
                found -> found.batch().department(),
                "arrival:" + number,
                () -> Refused.notFound(
                        "unknown-line",
                        "该到件没有此行,或此行尚未入批",
                        "there is no such line in this arrival, or it is in no batch yet"));
        return Views.one(visit.locale(), trace, Views::trace);
    }

    @POST
    @Path("/{number}/take")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.ARRIVALS_DECIDE)
    public Object take(@PathParam("number") String number, InputStream body, @Context Visit visit) throws IOException {
        return decide(Parameters.number(number), true, body, visit);
    }

    @POST
    @Path("/{number}/refuse")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.ARRIVALS_DECIDE)
    public Object refuse(@PathParam("number") String number, InputStream body, @Context Visit visit)
            throws IOException {
        return decide(Parameters.number(number), false, body, visit);
    }

    private Object decide(long number, boolean take, InputStream body, Visit visit) throws IOException {
        String reason = Reason.read(body);
        platform.desk().decide(number, take, visit.caller(), reason);
        return Views.one(
                visit.locale(), platform.desk().arrival(number).orElseThrow(ArrivalsResource::unknown), Views::arrival);
    }

    private static Refused unknown() {
        return Refused.notFound("unknown-arrival", "没有此编号的到件", "there is no arrival with this number");
    }
}
