package org.chama.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.crypto.Crypto;

/** The node's keys by alias and version; never the keys themselves. */
@Path("/keys")
@Produces(MediaType.APPLICATION_JSON)
public final class KeysResource {

    private final Platform platform;

    KeysResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.KEYS_READ)
    public Object all(@Context Visit visit) {
        return Views.page(visit.locale(), "keys", platform.crypto().keys(), Optional.empty(), LedgerViews::key);
    }

    /** How far the rewriting of encrypted values has come. */
    @GET
    @Path("/jobs")
    @Needs(Permission.KEYS_READ)
    public Object jobs(@Context Visit visit) {
        return Views.page(visit.locale(), "jobs", platform.store().jobs(), Optional.empty(), LedgerViews::job);
    }

    /** Makes the next version of a key. Its alias may hold slashes, so it comes in the body. */
    @POST
    @Path("/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.KEYS_CHANGE)
    public Response rotate(InputStream body, @HeaderParam(Once.HEADER) String key, @Context Visit visit)
            throws IOException {
        byte[] bytes = Json.bytes(body);
        String alias = Json.parse(bytes).only(Set.of("alias")).needed("alias");
        return platform.once().kept(visit, key, "POST /keys/rotate", bytes, () -> rotate(alias, visit));
    }

    private Response rotate(String alias, Visit visit) {
        Crypto crypto = platform.crypto();
        if (crypto.keys().stream().noneMatch(key -> key.alias().equals(alias))) {
            throw Refused.notFound("unknown-key", "没有此别名的密钥", "there is no key with this alias");
        }
        Held held = platform.access().require(visit.caller(), Permission.KEYS_CHANGE, "", "key:" + alias);
        // a key that is on disk cannot be taken back: the ledger must have known of it
        platform.record(visit, held, "key-rotation-begun", "key:" + alias, "{}");
        Crypto.Key made = crypto.rotate(alias);
        platform.record(visit, held, "key-rotated", "key:" + alias, "{\"version\":" + made.version() + "}");
        return Response.ok(Views.one(visit.locale(), made, LedgerViews::key)).build();
    }
}
