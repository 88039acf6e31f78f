package org.chama.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.Optional;
import org.chama.api.access.Anyone;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.WorkCalendar;
import org.chama.api.statute.WorkCalendar.Counting;
import org.chama.api.statute.WorkCalendar.Deadline;

/** Statutory time (期限): when something is due. */
@Path("/statute")
@Produces(MediaType.APPLICATION_JSON)
public final class StatuteResource {

    private final Platform platform;

    StatuteResource(Platform platform) {
        this.platform = platform;
    }

    /** The last day of a period of working days, by the calendar of a region and by the national one. */
    @GET
    @Path("/deadline")
    @Anyone(because = "when a period ends is public")
    public Object deadline(
            @QueryParam("received") String received,
            @QueryParam("days") String days,
            @QueryParam("region") String region,
            @QueryParam("counting") String counting,
            @Context Visit visit) {
        LocalDate from = Parameters.day("received", received).orElseThrow(() -> missing("received"));
        int count = days(days);
        Optional<String> division = Optional.ofNullable(region).map(Parameters::region);
        Counting rule = Parameters.word("counting", counting, Counting.class).orElse(Counting.CALENDAR_DAY);
        WorkCalendar calendar = platform.calendar();
        Deadline deadline = calendar.deadline(from, count, division.orElse(""), rule);
        return Views.one(visit.locale(), deadline, (views, due) -> {
            views.json().writeStartObject();
            views.text("received", from.toString());
            views.json().writeNumberField("days", count);
            views.text("region", division);
            views.text("counting", rule.name());
            views.text("deadline", due.day().toString());
            views.text("nationalDeadline", due.national().toString());
            views.moment("before", Optional.of(due.moment()));
            views.json().writeBooleanField("provisional", due.provisional());
            views.text("calendarVersion", due.version());
            views.json().writeEndObject();
        });
    }

    /** The rule packs that are installed, with all they say. */
    @GET
    @Path("/packs")
    @Anyone(because = "what a text asks is public")
    public Object packs(@Context Visit visit) {
        return Views.page(visit.locale(), "packs", platform.packs().all(), Optional.empty(), StatuteViews::pack);
    }

    /** Where two packs differ (Article 48). */
    @GET
    @Path("/packs/{id}/differences")
    @Anyone(because = "what a text asks is public")
    public Object differences(@PathParam("id") String id, @QueryParam("with") String with, @Context Visit visit) {
        if (with == null) {
            throw missing("with");
        }
        return Views.page(
                visit.locale(),
                "differences",
                platform.packs().compare(pack(id), pack(with)),
                Optional.empty(),
                StatuteViews::difference);
    }

    private RulePack pack(String id) {
        return platform.packs()
                .find(id)
                .orElseThrow(() -> Refused.notFound("unknown-rule-pack", "没有此规则包", "there is no such rule pack"));
    }

    private static int days(String given) {
        if (given == null) {
            throw missing("days");
        }
        if (!given.matches("\\d{1,9}")) {
            throw Refused.badRequest("wrong-days", "days 应为数字", "days must be digits");
        }
        return Integer.parseInt(given);
    }

    private static Refused missing(String name) {
        return Refused.badRequest("missing-" + name, "请给出 " + name, name + " is missing");
    }
}
