package org.chama.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlets in the node's Jetty on a free loopback port. */
final class RunningDoor {

    final Platform platform = new Platform();
    final Fakes.FixedStore store = new Fakes.FixedStore();
    final Fakes.FixedDesk desk = new Fakes.FixedDesk();
    final Gate gate = new Gate();
    final Office office = new Office();
    final Archive archive = new Archive();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    RunningDoor() throws Exception {
        platform.datasets = new Fakes.FixedDatasets();
        platform.store = store;
        platform.desk = desk;
        platform.connectors = new Fakes.FixedConnectors();
        platform.access = gate;
        platform.authentication = gate;
        platform.directory = office;
        platform.administration = office;
        platform.ledger = archive;
        platform.archives = archive;
        platform.alarms = archive;
        platform.crypto = archive;
        platform.calendar = new FixedCalendar();
        platform.packs = new OnePack();
        platform.database = new Fakes.FixedDatabase();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        add(context, new ApiServlet(platform), ApiServlet.PATH + "/*");
        HealthServlet health = new HealthServlet(platform);
        ServletHolder holder = new ServletHolder(health);
        context.addServlet(holder, HealthServlet.LIVE);
        context.addServlet(holder, HealthServlet.READY);
        add(context, new HomeServlet(), "/");
        add(context, new LedgerHeadsServlet(platform), LedgerHeadsServlet.PATH);
        server.setHandler(context);
        server.start();
    }

    /** One more connector, started. */
    Connector add(Function<Server, Connector> making) throws Exception {
        Connector made = making.apply(server);
        server.addConnector(made);
        made.start();
        return made;
    }

    private static void add(ServletContextHandler context, Servlet servlet, String pattern) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setInitOrder(1);
        context.addServlet(holder, pattern);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(signedIn(request(path, headers), headers).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    /** JSON unless the headers say otherwise, in the name of {@code all} unless they name somebody or, by "nobody", nobody. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = signedIn(request(path, headers), headers)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return send(
                List.of(headers).contains("Content-Type") || body.isEmpty()
                        ? request
                        : request.header("Content-Type", "application/json"));
    }

    private static HttpRequest.Builder signedIn(HttpRequest.Builder request, String... headers) {
        List<String> given = List.of(headers);
        return given.contains("Authorization") || given.contains("Cookie") || given.contains("Nobody")
                ? request
                : request.header("Authorization", "Bearer all");
    }

    JsonNode json(HttpResponse<String> response) throws IOException {
        return mapper.readTree(response.body());
    }

    /** Sends a request line by itself, for what a client library would not send. */
    String raw(String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host
                                    + "\r\nAuthorization: Bearer all\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Asks and hangs up before the answer has been read. */
    void hangUpAfter(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer all\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().read();
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    void stop() throws Exception {
        server.stop();
    }
}
