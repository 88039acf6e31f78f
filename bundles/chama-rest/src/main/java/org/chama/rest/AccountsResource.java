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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.rest.DirectoryViews.FirstPassword;

/** Accounts (账号) of persons and their roles. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public final class AccountsResource {

    private static final Set<String> CREATED = Set.of("name", "person", "held");
    private static final Set<String> CHANGED = Set.of("person", "subject", "held", "enabled");
    private static final Set<String> HELD = Set.of("role", "department");

    private final Platform platform;

    AccountsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.ACCOUNTS_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "accounts",
                platform.administration()
                        .accounts(
                                visit.caller(),
                                Parameters.id("department", department),
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                DirectoryViews::account);
    }

    @GET
    @Path("/{name}")
    @Needs(Permission.ACCOUNTS_READ)
    public Response one(@PathParam("name") String name, @Context Visit visit) {
        Account account = platform.visible(
                visit,
                Permission.ACCOUNTS_READ,
                Parameters.id("name", name).flatMap(platform.directory()::account),
                found -> where(found, visit),
                "account:" + name,
                AccountsResource::unknown);
        return answer(visit, account);
    }

    /** Answers with the first password, once. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.ACCOUNTS_CHANGE)
    public Response create(InputStream body, @HeaderParam(Once.HEADER) String key, @Context Visit visit)
            throws IOException {
        byte[] bytes = Json.bytes(body);
        JsonObject given = Json.parse(bytes).only(CREATED);
        String name = Parameters.id("name", given.needed("name")).orElseThrow();
        String person = given.needed("person");
        Set<Held> held = held(given);
        return platform.once().secret(visit, key, "POST /accounts", bytes, () -> {
            String password = platform.administration().create(visit.caller(), name, person, held);
            return Response.status(Response.Status.CREATED)
                    .header(HttpHeaders.LOCATION, ApiServlet.PATH + "/accounts/" + name)
                    .entity(Views.one(visit.locale(), new FirstPassword(name, password), DirectoryViews::password))
                    .build();
        });
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.ACCOUNTS_CHANGE)
    public Response change(
            @PathParam("name") String name,
            InputStream body,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            @Context Visit visit)
            throws IOException {
        long base = Versions.base(ifMatch, null);
        JsonObject given = Json.read(body).only(CHANGED);
        boolean bound = Parameters.id("name", name)
                .flatMap(platform.directory()::account)
                .flatMap(Account::subject)
                .isPresent();
        if (bound && !given.has("subject")) {
            throw Refused.badRequest(
                    "missing-subject",
                    "该账号已绑定统一身份认证,请给出 subject;为 null 则解除绑定",
                    "the account is bound to the issuer: name its subject, or null to end that");
        }
        Account account = new Account(
                Parameters.id("name", name).orElseThrow(),
                given.needed("person"),
                given.text("subject"),
                held(given),
                given.flag("enabled", true),
                Optional.empty(),
                base);
        return answer(visit, platform.administration().change(visit.caller(), account));
    }

    /** Answers with a new first password, once. */
    @POST
    @Path("/{name}/reset-password")
    @Needs(Permission.ACCOUNTS_CHANGE)
    public Response resetPassword(
            @PathParam("name") String name, @HeaderParam(Once.HEADER) String key, @Context Visit visit) {
        String account = Parameters.id("name", name).orElseThrow();
        return platform.once().secret(visit, key, "POST /accounts/" + account + "/reset-password", new byte[0], () -> {
            String password = platform.administration().resetPassword(visit.caller(), account);
            return Response.ok(
                            Views.one(visit.locale(), new FirstPassword(account, password), DirectoryViews::password))
                    .build();
        });
    }

    @POST
    @Path("/{name}/disable")
    @Needs(Permission.ACCOUNTS_CHANGE)
    public Response disable(
            @PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @Context Visit visit) {
        return enable(name, ifMatch, visit, false);
    }

    @POST
    @Path("/{name}/enable")
    @Needs(Permission.ACCOUNTS_CHANGE)
    public Response enable(
            @PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @Context Visit visit) {
        return enable(name, ifMatch, visit, true);
    }

    private Response enable(String name, String ifMatch, Visit visit, boolean enabled) {
        Account now = Parameters.id("name", name)
                .flatMap(platform.directory()::account)
                .orElseThrow(() -> {
                    // who may not change every account must not learn which there are
                    platform.access().require(visit.caller(), Permission.ACCOUNTS_CHANGE, "", "account");
                    return unknown();
                });
        Account wanted = new Account(
                now.name(),
                now.person(),
                now.subject(),
                now.held(),
                enabled,
                now.lockedUntil(),
                Versions.base(ifMatch, now.version()));
        return answer(visit, platform.administration().change(visit.caller(), wanted));
    }

    private static Response answer(Visit visit, Account account) {
        return Versions.answer(200, Views.one(visit.locale(), account, DirectoryViews::account), account.version());
    }

    /** The department by which an account is judged: one the caller reaches if there is one. */
    private static String where(Account account, Visit visit) {
        return account.held().stream()
                .map(Held::department)
                .sorted()
                .filter(visit.reach()::holds)
                .findFirst()
                .orElseGet(() -> account.held().stream()
                        .map(Held::department)
                        .sorted()
                        .findFirst()
                        .orElse(""));
    }

    private static Set<Held> held(JsonObject given) {
        Set<Held> held = new HashSet<>();
        for (Map<String, String> each : given.objects("held", HELD)) {
            Role role = Parameters.word("role", each.getOrDefault("role", ""), Role.class)
                    .orElseThrow();
            String department = each.getOrDefault("department", "");
            held.add(new Held(
                    role,
                    department.isEmpty()
                            ? ""
                            : Parameters.id("department", department).orElseThrow()));
        }
        return held;
    }

    private static Refused unknown() {
        return Refused.notFound("unknown-account", "没有此账号", "there is no such account");
    }
}
