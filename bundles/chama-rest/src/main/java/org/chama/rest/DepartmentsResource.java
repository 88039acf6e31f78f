package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration.DepartmentFilter;
import org.chama.api.directory.Administration.Sheet;
import org.chama.api.directory.Department;

/** Departments (政务部门) and the other parties of the platform. */
@Path("/departments")
@Produces(MediaType.APPLICATION_JSON)
public final class DepartmentsResource {

    private static final Set<String> MEMBERS =
            Set.of("creditCode", "name", "kind", "region", "superior", "authority", "open");

    private final Platform platform;

    DepartmentsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.DEPARTMENTS_READ)
    public Object all(
            @QueryParam("region") String region,
            @QueryParam("kind") String kind,
            @QueryParam("authority") String authority,
            @QueryParam("open") String open,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        DepartmentFilter filter = new DepartmentFilter(
                Optional.ofNullable(region).map(Parameters::region),
                Parameters.word("kind", kind, Department.Kind.class),
                Parameters.flag("authority", authority),
                Parameters.flag("open", open));
        return Views.page(
                visit.locale(),
                "departments",
                platform.administration()
                        .departments(
                                visit.caller(),
                                filter,
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                DirectoryViews::department);
    }

    @GET
    @Path("/{id}")
    @Needs(Permission.DEPARTMENTS_READ)
    public Response one(@PathParam("id") String id, @Context Visit visit) {
        Department department = platform.visible(
                visit,
                Permission.DEPARTMENTS_READ,
                Parameters.id("id", id).flatMap(platform.directory()::department),
                Department::id,
                "department:" + id,
                () -> Refused.notFound("unknown-department", "没有此标识的部门", "there is no department with this id"));
        return answer(200, visit, department);
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.DEPARTMENTS_CHANGE)
    public Response put(
            @PathParam("id") String id,
            InputStream body,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context Visit visit)
            throws IOException {
        long base = Versions.base(ifMatch, ifNoneMatch);
        JsonObject given = Json.read(body).only(MEMBERS);
        Department department = new Department(
                Parameters.id("id", id).orElseThrow(),
                given.needed("creditCode"),
                given.needed("name"),
                Parameters.word("kind", given.needed("kind"), Department.Kind.class)
                        .orElseThrow(),
                Parameters.region(given.needed("region")),
                Parameters.id("superior", given.text("superior").orElse(null)),
                given.flag("authority", false),
                given.flag("open", true),
                base);
        return answer(base == 0 ? 201 : 200, visit, platform.administration().put(visit.caller(), department));
    }

    @GET
    @Path("/export")
    @Produces(Csv.TYPE)
    @Needs(Permission.DEPARTMENTS_READ)
    public Response export(@Context Visit visit) {
        return Csv.export(platform, visit, Sheet.DEPARTMENTS, "departments");
    }

    @POST
    @Path("/import")
    @Consumes(Csv.TYPE)
    @Needs(Permission.DEPARTMENTS_CHANGE)
    public Response take(InputStream body, @Context Visit visit) throws IOException {
        return Csv.take(platform, visit, Sheet.DEPARTMENTS, body);
    }

    private static Response answer(int status, Visit visit, Department department) {
        return Versions.answer(
                status, Views.one(visit.locale(), department, DirectoryViews::department), department.version());
    }
}
