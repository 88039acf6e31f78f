package org.chama.connector.soap;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import org.chama.api.dataset.WriteMode;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The very servlet in a real HTTP server on a free loopback port, with a hub in memory behind it. */
final class TestDoor implements AutoCloseable {

    static final String SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String SOAP12 = "http://www.w3.org/2003/05/soap-envelope";
    static final TestAuthority AUTHORITY = new TestAuthority();
    static final TestAuthority.Holder MINE = AUTHORITY.issue("vehicles", 30);

    private static final String BARE = "X-Test-Bare";

    static final long MAX_BODY_BYTES = 8388608;
    static final int MAX_RECORDS = 20000;

    private final Server server = new Server();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Clients clients = new Clients();
    private final Fakes.Hub hub;
    private final Traffic traffic = new Traffic(Clock.systemUTC());
    private final PublishServlet servlet;
    private final int port;

    TestDoor() {
        Fakes.Catalogue datasets = new Fakes.Catalogue(
                Fakes.dataset("vehicles", 1, WriteMode.UPSERT, "plate", "号牌号码", "owner", "所有人", "colour", "颜色"),
                Fakes.dataset("visits", 1, WriteMode.APPEND, "place", "地点"));
        hub = new Fakes.Hub(datasets);
        Publisher publisher = new Publisher(hub, hub, clients, traffic);
        servlet = new PublishServlet(
                () -> PublishEndpoint.open(clients.guards(), publisher, datasets, MAX_RECORDS), MAX_BODY_BYTES);
        clients.enter("vehicles", "police");
        clients.bind("vehicles", MINE.certificate());
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(new FilterHolder(TestDoor::transport), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(servlet), "/soap/*");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        port = connector.getLocalPort();
    }

    /** What TLS would say: every caller shows a certificate of the client vehicles unless it asks not to. */
    private static void transport(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        if (((HttpServletRequest) request).getHeader(BARE) == null) {
            request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {MINE.certificate()});
        }
        next.doFilter(request, response);
    }

    /** What a server does with a servlet when it is set up anew. */
    void beginAgain() throws ServletException {
        ServletConfig config = servlet.getServletConfig();
        servlet.destroy();
        servlet.init(config);
    }

    Clients clients() {
        return clients;
    }

    /** Without a certificate of the connection. */
    HttpResponse<String> bare(String message, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = BARE;
        all[headers.length + 1] = "1";
        return post(message.getBytes(StandardCharsets.UTF_8), "text/xml", all);
    }

    Fakes.Hub hub() {
        return hub;
    }

    Traffic traffic() {
        return traffic;
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Sends a SOAP 1.1 message as a legacy system does: no charset in the Content-Type. */
    HttpResponse<String> post(String message) {
        return post(message.getBytes(StandardCharsets.UTF_8), "text/xml");
    }

    HttpResponse<String> post(byte[] message, String contentType, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/soap/publish"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(message));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String envelope(String namespace, String body) {
        return "<s:Envelope xmlns:s=\"" + namespace + "\"><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    static String publish(String dataset, String requestId, String records) {
        return "<publish xmlns=\"urn:chama:publish:1\"><dataset>" + dataset + "</dataset><requestId>" + requestId
                + "</requestId><records>" + records + "</records></publish>";
    }

    static String record(String... namesAndValues) {
        StringBuilder record = new StringBuilder("<record>");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            record.append("<field name=\"")
                    .append(namesAndValues[i])
                    .append("\">")
                    .append(namesAndValues[i + 1])
                    .append("</field>");
        }
        return record.append("</record>").toString();
    }

    static String call11(String requestId, String records) {
        return envelope(SOAP11, publish("vehicles", requestId, records));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
