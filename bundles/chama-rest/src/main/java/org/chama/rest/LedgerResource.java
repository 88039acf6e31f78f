package org.chama.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chama.api.access.Anyone;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.crypto.Crypto;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Ledger.Verification;
import org.chama.api.ledger.Line;

/** The ledger (台账): its sealed lines, its heads, its export and whether it fits together. */
@Path("/ledger")
@Produces(MediaType.APPLICATION_JSON)
public final class LedgerResource {

    static final String JSON_LINES = "application/jsonl";

    private static final int MOST_HEADS = 1_000;
    private static final int LONGEST = 200;
    private static final String CHECK = ApiServlet.PATH + "/ledger/verify";

    private final Platform platform;
    private final LedgerCheck check = new LedgerCheck();

    LedgerResource(Platform platform) {
        this.platform = platform;
    }

    /** Who may not see all sees the lines of those who acted in the departments he reaches. */
    @GET
    @Needs(Permission.LEDGER_READ)
    public Object all(
            @QueryParam("object") String object,
            @QueryParam("actor") String actor,
            @QueryParam("kind") String kind,
            @QueryParam("from") String from,
            @QueryParam("until") String until,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        Ledger.Selection selection = new Ledger.Selection(
                word("object", object),
                word("actor", actor),
                word("kind", kind),
                Parameters.moment("from", from),
                Parameters.moment("until", until));
        Listing<Line> page = platform.ledger()
                .lines(selection, Parameters.token(after), Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES));
        Reach reach = visit.reach();
        return Views.page(
                visit.locale(),
                "lines",
                page.entries().stream()
                        .filter(line ->
                                reach.everywhere() || reach.holds(line.actor().department()))
                        .toList(),
                page.next(),
                Views::line);
    }

    @GET
    @Path("/export")
    @Produces(JSON_LINES)
    @Needs(Permission.LEDGER_EXPORT)
    public Response export(@QueryParam("from") String from, @Context Visit visit, @Context HttpServletRequest request) {
        long block = from == null ? 1 : Parameters.number(from);
        Held held = platform.access().require(visit.caller(), Permission.LEDGER_EXPORT, "", "ledger");
        Ledger ledger = platform.ledger();
        platform.record(visit, held, "ledger-exported", "ledger", "{\"from\":" + block + "}");
        StreamingOutput out = into -> HangingUp.of(request).unlessGone(into, still -> ledger.export(block, still));
        return Response.ok(out)
                .type(JSON_LINES)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"ledger.jsonl\"")
                .build();
    }

    @GET
    @Path("/heads")
    @Needs(Permission.LEDGER_READ)
    public Object heads(@QueryParam("limit") String limit, @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "heads",
                platform.ledger().heads(Parameters.limit(limit, MOST_HEADS)),
                Optional.empty(),
                LedgerViews::head);
    }

    /** The public keys that signed the blocks, newest first, each a PEM: with one of them an auditor checks an export. */
    @GET
    @Path("/keys")
    @Produces(ClientsResource.PEM)
    @Anyone(because = "a public key is for whoever checks a signature")
    public String keys() {
        Crypto crypto = platform.crypto();
        return crypto.keys().stream()
                .filter(key -> key.alias().equals(Ledger.KEY))
                .sorted(Comparator.comparingInt(Crypto.Key::version).reversed())
                .map(key -> "# " + key.alias() + "/" + key.version() + " " + key.algorithm() + "\n"
                        + crypto.publicKey(key.alias(), key.version()))
                .collect(Collectors.joining());
    }

    @GET
    @Path("/archives")
    @Needs(Permission.LEDGER_READ)
    public Object archives(@QueryParam("limit") String limit, @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "archives",
                platform.archives().list(Parameters.limit(limit, MOST_HEADS)),
                Optional.empty(),
                LedgerViews::archive);
    }

    /** Closes an archive up to the newest block. */
    @POST
    @Path("/archives")
    @Needs(Permission.LEDGER_EXPORT)
    public Response archive(@Context Visit visit) throws IOException {
        Held held = platform.access().require(visit.caller(), Permission.LEDGER_EXPORT, "", "ledger");
        long newest = platform.ledger().heads(1).stream()
                .mapToLong(Ledger.Head::block)
                .findFirst()
                .orElse(0);
        Archives.Archive made = platform.archives().close(Actor.of(visit.caller(), held), newest);
        return Response.status(Response.Status.CREATED)
                .entity(Views.one(visit.locale(), made, LedgerViews::archive))
                .build();
    }

    /** Begins to read the whole ledger again, unless that is going on; how far it is says {@code GET}. */
    @POST
    @Path("/verify")
    @Needs(Permission.LEDGER_VERIFY)
    public Response verify(@Context Visit visit) {
        Held held = platform.access().require(visit.caller(), Permission.LEDGER_VERIFY, "", "ledger");
        Ledger ledger = platform.ledger();
        LedgerCheck.State state = check.start(ledger::verify, result -> recordResult(visit, held, result));
        return Response.accepted(Views.one(visit.locale(), state, LedgerViews::check))
                .header(HttpHeaders.LOCATION, CHECK)
                .build();
    }

    @GET
    @Path("/verify")
    @Needs(Permission.LEDGER_VERIFY)
    public Object verification(@Context Visit visit) {
        return Views.one(visit.locale(), check.state(), LedgerViews::check);
    }

    private void recordResult(Visit visit, Held held, Verification result) {
        platform.record(
                visit,
                held,
                "ledger-verified",
                "ledger",
                "{\"blocks\":" + result.blocks() + ",\"lines\":" + result.lines() + ",\"good\":"
                        + result.finding().isEmpty() + "}");
    }

    private static Optional<String> word(String name, String value) {
        if (value != null && (value.isEmpty() || value.length() > LONGEST)) {
            throw Refused.badRequest(
                    "wrong-" + name,
                    name + " 应为 1 至 " + LONGEST + " 字",
                    name + " must be 1 to " + LONGEST + " characters");
        }
        return Optional.ofNullable(value);
    }
}
