package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.notices.Alarms.Alarm;

/** What a person must act on now. */
@Path("/alarms")
@Produces(MediaType.APPLICATION_JSON)
public final class AlarmsResource {

    private final Platform platform;

    AlarmsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.ALARMS_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("standing") String standing,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        Listing<Alarm> page = platform.alarms()
                .list(
                        visit.reach(),
                        Parameters.id("department", department),
                        Parameters.flag("standing", standing).orElse(true),
                        Parameters.token(after),
                        Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES));
        return Views.page(visit.locale(), "alarms", page.entries(), page.next(), LedgerViews::alarm);
    }

    @POST
    @Path("/{number}/clear")
    @Needs(Permission.ALARMS_CLEAR)
    public Response clear(@PathParam("number") String number, @Context Visit visit) {
        Alarm alarm = platform.visible(
                visit,
                Permission.ALARMS_CLEAR,
                platform.alarms().standing(Parameters.number(number)),
                Alarm::department,
                "alarm:" + number,
                () -> Refused.notFound("unknown-alarm", "没有此编号的未解除告警", "there is no standing alarm with this number"));
        Held held = platform.access()
                .require(visit.caller(), Permission.ALARMS_CLEAR, alarm.department(), "alarm:" + number);
        platform.database().write(transaction -> {
            platform.alarms().clear(transaction, alarm.key());
            platform.record(transaction, visit, held, "alarm-cleared", "alarm:" + number, "{}");
            return null;
        });
        return Response.noContent().build();
    }
}
