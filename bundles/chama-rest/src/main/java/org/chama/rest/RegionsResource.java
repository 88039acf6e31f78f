package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration.RegionFilter;
import org.chama.api.directory.Administration.Sheet;
import org.chama.api.directory.Region;

/** Administrative divisions (行政区划) with the time each is valid. */
@Path("/regions")
@Produces(MediaType.APPLICATION_JSON)
public final class RegionsResource {

    private static final Set<String> MEMBERS = Set.of("name", "level", "superior", "from", "until");

    private final Platform platform;

    RegionsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.REGIONS_READ)
    public Object all(
            @QueryParam("superior") String superior,
            @QueryParam("level") String level,
            @QueryParam("validOn") String validOn,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        RegionFilter filter = new RegionFilter(
                Optional.ofNullable(superior).map(Parameters::region),
                Parameters.word("level", level, Region.Level.class),
                Parameters.day("validOn", validOn));
        return Views.page(
                visit.locale(),
                "regions",
                platform.administration()
                        .regions(
                                visit.caller(),
                                filter,
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                DirectoryViews::region);
    }

    /** Puts a region in for a period, or changes the end of one. */
    @PUT
    @Path("/{code}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.REGIONS_CHANGE)
    public Object put(@PathParam("code") String code, InputStream body, @Context Visit visit) throws IOException {
        JsonObject given = Json.read(body).only(MEMBERS);
        Region region = new Region(
                Parameters.region(code),
                given.needed("name"),
                Parameters.word("level", given.needed("level"), Region.Level.class)
                        .orElseThrow(),
                given.text("superior").map(Parameters::region),
                Parameters.day("from", given.needed("from")).orElseThrow(),
                Parameters.day("until", given.text("until").orElse(null)));
        return Views.one(visit.locale(), platform.administration().put(visit.caller(), region), DirectoryViews::region);
    }

    @GET
    @Path("/export")
    @Produces(Csv.TYPE)
    @Needs(Permission.REGIONS_READ)
    public Response export(@Context Visit visit) {
        return Csv.export(platform, visit, Sheet.REGIONS, "regions");
    }

    @POST
    @Path("/import")
    @Consumes(Csv.TYPE)
    @Needs(Permission.REGIONS_CHANGE)
    public Response take(InputStream body, @Context Visit visit) throws IOException {
        return Csv.take(platform, visit, Sheet.REGIONS, body);
    }
}
