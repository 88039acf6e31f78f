package org.chama.connector.soap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.chama.api.dataset.WriteMode;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The very servlet in a real HTTP server on a free loopback port, with a hub in memory behind it. */
final class TestDoor implements AutoCloseable {

    static final String SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String SOAP12 = "http://www.w3.org/2003/05/soap-envelope";
    static final long MAX_BODY_BYTES = 8388608;
    static final int MAX_RECORDS = 20000;

    private final Server server = new Server();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Fakes.Hub hub;
    private final Traffic traffic = new Traffic(Clock.systemUTC());
    private final int port;

    TestDoor() {
        Fakes.Catalogue datasets = new Fakes.Catalogue(
                Fakes.dataset("vehicles", 1, WriteMode.UPSERT, "plate", "号牌号码", "owner", "所有人", "colour", "颜色"),
                Fakes.dataset("visits", 1, WriteMode.APPEND, "place", "地点"));
        hub = new Fakes.Hub(datasets);
        Publisher publisher = new Publisher(hub, hub, "anonymous-loopback", traffic);
        PublishServlet servlet =
                new PublishServlet(PublishEndpoint.open(publisher, datasets, MAX_RECORDS), MAX_BODY_BYTES);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(servlet), "/soap/*");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        port = connector.getLocalPort();
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
