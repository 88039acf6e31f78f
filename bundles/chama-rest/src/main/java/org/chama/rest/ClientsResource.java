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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Client;

/** Clients (接入系统) and how they prove themselves. */
@Path("/clients")
@Produces(MediaType.APPLICATION_JSON)
public final class ClientsResource {

    static final String PEM = "application/x-pem-file";

    private static final int LARGEST_PEM = 65_536;
    private static final int LONGEST_ID = 9;

    private final Platform platform;

    ClientsResource(Platform platform) {
        this.platform = platform;
    }

    @GET
    @Needs(Permission.CLIENTS_READ)
    public Object all(
            @QueryParam("department") String department,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit,
            @Context Visit visit) {
        return Views.page(
                visit.locale(),
                "clients",
                platform.administration()
                        .clients(
                                visit.caller(),
                                Parameters.id("department", department),
                                Parameters.token(after),
                                Parameters.limit(limit, ArrivalsResource.MOST_ENTRIES)),
                DirectoryViews::client);
    }

    @GET
    @Path("/{name}")
    @Needs(Permission.CLIENTS_READ)
    public Response one(@PathParam("name") String name, @Context Visit visit) {
        Client client = platform.visible(
                visit,
                Permission.CLIENTS_READ,
                Parameters.id("name", name).flatMap(platform.directory()::client),
                Client::department,
                "client:" + name,
                () -> Refused.notFound("unknown-client", "没有此接入系统", "there is no such client"));
        return answer(200, visit, client);
    }

    @PUT
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLIENTS_CHANGE)
    public Response put(
            @PathParam("name") String name,
            InputStream body,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @Context Visit visit)
            throws IOException {
        long base = Versions.base(ifMatch, ifNoneMatch);
        JsonObject given = Json.read(body).only(Set.of("department", "title", "enabled"));
        Client client = new Client(
                name(name),
                Parameters.id("department", given.needed("department")).orElseThrow(),
                given.needed("title"),
                given.flag("enabled", true),
                List.of(),
                base);
        return answer(base == 0 ? 201 : 200, visit, platform.administration().put(visit.caller(), client));
    }

    /** Answers with the secret, once. */
    @POST
    @Path("/{name}/secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.CLIENTS_CHANGE)
    public Response secret(
            @PathParam("name") String name,
            InputStream body,
            @HeaderParam(Once.HEADER) String key,
            @Context Visit visit)
            throws IOException {
        byte[] bytes = Json.bytes(body);
        Optional<OffsetDateTime> until = Parameters.moment(
                "until", Json.parse(bytes).only(Set.of("until")).text("until").orElse(null));
        String client = name(name);
        return platform.once().secret(visit, key, "POST /clients/" + client + "/secrets", bytes, () -> Response.status(
                        Response.Status.CREATED)
                .entity(Views.one(
                        visit.locale(),
                        platform.administration().issueSecret(visit.caller(), client, until),
                        DirectoryViews::secret))
                .build());
    }

    /** Binds a certificate: one, as PEM. */
    @POST
    @Path("/{name}/certificates")
    @Consumes(PEM)
    @Needs(Permission.CLIENTS_CHANGE)
    public Response certificate(
            @PathParam("name") String name,
            InputStream body,
            @HeaderParam(Once.HEADER) String key,
            @Context Visit visit)
            throws IOException {
        byte[] pem = body.readNBytes(LARGEST_PEM + 1);
        X509Certificate certificate = certificate(pem);
        String client = name(name);
        return platform.once()
                .kept(
                        visit,
                        key,
                        "POST /clients/" + client + "/certificates",
                        pem,
                        () -> answer(201, visit, platform.administration().bind(visit.caller(), client, certificate)));
    }

    @POST
    @Path("/{name}/credentials/{id}/revoke")
    @Needs(Permission.CLIENTS_CHANGE)
    public Response revoke(@PathParam("name") String name, @PathParam("id") String id, @Context Visit visit) {
        if (id.length() > LONGEST_ID) {
            throw Refused.badRequest("wrong-number", "凭证编号应为数字", "the number of a credential must be digits");
        }
        Client client = platform.administration().revoke(visit.caller(), name(name), (int) Parameters.number(id));
        return answer(200, visit, client);
    }

    private static String name(String given) {
        return Parameters.id("name", given).orElseThrow();
    }

    private static Response answer(int status, Visit visit, Client client) {
        return Versions.answer(status, Views.one(visit.locale(), client, DirectoryViews::client), client.version());
    }

    private static X509Certificate certificate(byte[] pem) {
        try {
            Collection<? extends Certificate> all = pem.length > LARGEST_PEM
                    ? List.of()
                    : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (all.size() == 1 && all.iterator().next() instanceof X509Certificate certificate) {
                return certificate;
            }
            throw wrong();
        } catch (CertificateException e) {
            throw wrong();
        }
    }

    private static Refused wrong() {
        return Refused.badRequest(
                "wrong-certificate",
                "请求体应为一份 PEM 格式的 X.509 证书(不超过 64 KiB)",
                "the body must be one X.509 certificate as PEM, at most 64 KiB");
    }
}
