package org.chama.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.access.Anyone;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;

/** Signing in and out, and one's own password. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionResource {

    private final Platform platform;

    SessionResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Anyone(because = "a page asks it to learn whether somebody is signed in")
    public Object who(@Context Visit visit) {
        return view(
                visit,
                visit.caller().identity(),
                visit.mustChange(),
                visit.session().map(token -> platform.authentication().csrf(token)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Anyone(because = "who signs in is not signed in yet")
    public Response begin(InputStream body, @Context Visit visit, @Context HttpServletRequest request)
            throws IOException {
        Authentication authentication = platform.authentication();
        try (SecretBody given = SecretBody.read(body, Set.of("account", "password"))) {
            Outcome outcome = authentication.password(
                    new String(given.get("account")),
                    given.get("password"),
                    visit.caller().origin());
            if (outcome instanceof Outcome.Refused refused) {
                throw new Refused(401, refused.refusal());
            }
            Outcome.Known known = (Outcome.Known) outcome;
            visit.session().ifPresent(authentication::close);
            Authentication.Session session =
                    authentication.open(known.identity(), visit.caller().origin());
            return Response.status(Response.Status.CREATED)
                    .header(HttpHeaders.SET_COOKIE, Entrance.cookie(session.token(), request.isSecure()))
                    .entity(view(visit, known.identity(), known.mustChange(), Optional.of(session.csrf())))
                    .build();
        }
    }

    @DELETE
    @Needs(Permission.SESSION)
    public Response end(@Context Visit visit, @Context HttpServletRequest request) {
        String token = visit.session()
                .orElseThrow(() -> Refused.badRequest("no-session", "此请求不属于任何会话", "this request is of no session"));
        platform.authentication().close(token);
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, Entrance.cookie("", request.isSecure()) + "; Max-Age=0")
                .build();
    }

    @POST
    @Path("/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.SESSION)
    public Response password(InputStream body, @Context Visit visit) throws IOException {
        Identity identity = visit.caller().identity();
        if (identity.kind() != Identity.Kind.ACCOUNT) {
            Refusal refusal = Refusal.of("forbidden", "接入系统没有密码", "a client has no password");
            platform.access().turnedAway(visit.caller(), "session", refusal);
            throw new Refused(403, refusal);
        }
        try (SecretBody given = SecretBody.read(body, Set.of("before", "after"))) {
            Optional<Refusal> refusal = platform.authentication()
                    .change(
                            identity.name(),
                            given.get("before"),
                            given.get("after"),
                            visit.caller().origin());
            if (refusal.isPresent()) {
                throw new Refused(400, refusal.get());
            }
            return Response.noContent().build();
        }
    }

    private JsonBody view(Visit visit, Identity identity, boolean mustChange, Optional<String> csrf) {
        List<String> permissions = mustChange ? List.of() : permissions(identity);
        return Views.one(visit.locale(), identity, (views, who) -> {
            views.json().writeStartObject();
            views.text("kind", who.kind().name());
            views.text("name", who.name());
            views.text("method", who.method());
            views.json().writeBooleanField("mustChange", mustChange);
            views.text("csrf", csrf);
            DirectoryViews.held(views, who.held());
            views.texts("permissions", permissions);
            views.json().writeEndObject();
        });
    }

    /** What the identity may do somewhere; for a page to know which links to show. */
    private List<String> permissions(Identity identity) {
        List<String> permissions = new ArrayList<>();
        for (Permission permission : Permission.values()) {
            for (Held held : identity.held()) {
                if (platform.access().may(identity, permission, held.department())) {
                    permissions.add(permission.name());
                    break;
                }
            }
        }
        return permissions;
    }
}
