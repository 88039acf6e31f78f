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
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Dataset;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;

/** Datasets and their exact records. */
@Path("/datasets")
@Produces(MediaType.APPLICATION_JSON)
public final class DatasetsResource {

    static final int MOST_RECORDS = 10_000;

    private static final int MOST_DATASETS = 1_000;
    private static final Set<String> QUERY = Set.of("key", "subject", "items", "after", "limit");

    private final Platform platform;

    DatasetsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.DATASETS_READ)
    public Object all(@QueryParam("after") String after, @QueryParam("limit") String limit, @Context Visit visit) {
        int most = Parameters.limit(limit, MOST_DATASETS);
        String last = Parameters.token(after).orElse("");
        List<Dataset> page = platform.datasets().all().stream()
                .filter(dataset ->
                        dataset.id().compareTo(last) > 0 && visit.reach().holds(dataset.department()))
                .limit(most + 1L)
                .toList();
        boolean more = page.size() > most;
        return Views.page(
                visit.locale(),
                "datasets",
                more ? page.subList(0, most) : page,
                more ? Optional.of(page.get(most - 1).id()) : Optional.empty(),
                Views::summary);
    }

    @GET
    @Path("/{id}")
    @Needs(Permission.DATASETS_READ)
    public Object one(@PathParam("id") String id, @Context Visit visit) {
        return Views.one(visit.locale(), find(visit, Permission.DATASETS_READ, id), Views::dataset);
    }

    @POST
    @Path("/{id}/records/query")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.RECORDS_READ)
    public Object query(@PathParam("id") String id, InputStream body, @Context Visit visit) throws IOException {
        Dataset dataset = find(visit, Permission.RECORDS_READ, id);
        JsonObject question = Json.read(body).only(QUERY);
        Query query = new Query(
                question.object("key"),
                question.text("subject"),
                question.texts("items"),
                Parameters.token(question.text("after").orElse(null)),
                Parameters.limit(question.text("limit").orElse(null), MOST_RECORDS));
        RecordPage page = new RecordPage(dataset, Zone.SHARE, platform.store().query(Zone.SHARE, dataset, query));
        String about = "dataset:" + dataset.id();
        Held held = platform.access().require(visit.caller(), Permission.RECORDS_READ, dataset.department(), about);
        platform.record(visit, held, "records-read", about, drawn(query, page));
        return page;
    }

    /** What was drawn, without a value; written before it is answered, so that nobody draws unseen. */
    private static String drawn(Query query, RecordPage page) {
        String by = query.subject().isPresent() ? "subject" : query.key().isEmpty() ? "page" : "key";
        return "{\"zone\":\"share\",\"by\":\"" + by + "\",\"records\":"
                + page.page().rows().count() + "}";
    }

    /** Rewrites encrypted values whose key has a newer version. */
    @POST
    @Path("/{id}/reencrypt")
    @Needs(Permission.KEYS_CHANGE)
    public Response reencrypt(@PathParam("id") String id, @Context Visit visit) {
        Dataset dataset = find(visit, Permission.KEYS_CHANGE, id);
        String about = "dataset:" + dataset.id();
        Held held = platform.access().require(visit.caller(), Permission.KEYS_CHANGE, dataset.department(), about);
        platform.record(visit, held, "reencryption-begun", about, "{}");
        return Response.accepted(Views.one(visit.locale(), platform.store().reencrypt(dataset), LedgerViews::job))
                .build();
    }

    private Dataset find(Visit visit, Permission permission, String id) {
        return platform.visible(
                visit,
                permission,
                platform.datasets().find(id),
                Dataset::department,
                "dataset:" + id,
                () -> Refused.notFound("unknown-dataset", "没有此标识的信息资源", "there is no dataset with this id"));
    }
}
