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
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    public Object all(
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @HeaderParam("Accept-Language") String language) {
        int most = Parameters.limit(limit, MOST_DATASETS);
        String last = Parameters.token(after).orElse("");
        List<Dataset> page = platform.datasets().all().stream()
                .filter(dataset -> dataset.id().compareTo(last) > 0)
                .limit(most + 1L)
                .toList();
        boolean more = page.size() > most;
        return Views.page(
                Language.of(language),
                "datasets",
                more ? page.subList(0, most) : page,
                more ? Optional.of(page.get(most - 1).id()) : Optional.empty(),
                Views::summary);
    }

    @GET
    @Path("/{id}")
    public Object one(@PathParam("id") String id, @HeaderParam("Accept-Language") String language) {
        return Views.one(Language.of(language), find(platform, id), Views::dataset);
    }

    @POST
    @Path("/{id}/records/query")
    @Consumes(MediaType.APPLICATION_JSON)
    public Object query(@PathParam("id") String id, InputStream body) throws IOException {
        Dataset dataset = find(platform, id);
        JsonObject question = Json.read(body).only(QUERY);
        Query query = new Query(
                question.object("key"),
                question.text("subject"),
                question.texts("items"),
                Parameters.token(question.text("after").orElse(null)),
                Parameters.limit(question.text("limit").orElse(null), MOST_RECORDS));
        return new RecordPage(dataset, Zone.SHARE, platform.store().query(Zone.SHARE, dataset, query));
    }

    static Dataset find(Platform platform, String id) {
        return platform.datasets()
                .find(id)
                .orElseThrow(
                        () -> Refused.notFound("unknown-dataset", "没有此标识的信息资源", "there is no dataset with this id"));
    }
}
