package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;

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
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("dataset") String dataset,
            @QueryParam("state") String state,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @HeaderParam("Accept-Language") String language) {
        return Views.page(
                Language.of(language),
                "arrivals",
                platform.desk()
                        .arrivals(
                                Parameters.filter(department, dataset, state, null, ArrivalState.class),
                                Parameters.token(after),
                                Parameters.limit(limit, MOST_ENTRIES)),
                Views::arrival);
    }

    @GET
    @Path("/{number}")
    public Object one(@PathParam("number") String number, @HeaderParam("Accept-Language") String language) {
        return Views.one(Language.of(language), find(Parameters.number(number)), Views::arrival);
    }

    @POST
    @Path("/{number}/take")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object take(
            @PathParam("number") String number, InputStream body, @HeaderParam("Accept-Language") String language)
            throws IOException {
        return decide(Parameters.number(number), true, body, language);
    }

    @POST
    @Path("/{number}/refuse")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object refuse(
            @PathParam("number") String number, InputStream body, @HeaderParam("Accept-Language") String language)
            throws IOException {
        return decide(Parameters.number(number), false, body, language);
    }

    private Object decide(long number, boolean take, InputStream body, String language) throws IOException {
        String reason = Reason.read(body);
        platform.desk().decide(number, take, Reason.ACTOR, reason);
        return Views.one(Language.of(language), find(number), Views::arrival);
    }

    private ArrivalView find(long number) {
        return platform.desk()
                .arrival(number)
                .orElseThrow(
                        () -> Refused.notFound("unknown-arrival", "没有此编号的到件", "there is no arrival with this number"));
    }
}
