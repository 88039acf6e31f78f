package org.chama.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real node out of the assembly, on free ports of loopback, with a heap of 1 GiB; known by its folders, REST and process. */
final class Node implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path home;
    private final int port;
    private final List<String> javaOptions = new ArrayList<>();
    private String connector = "none";
    private People people;
    private Process process;

    private Node(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Unpacks a node; it is not started. */
    static Node unpack(Path archive, Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Commands.run("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1");
        int[] ports = freePorts(2);
        Node node = new Node(home, ports[0]);
        for (String file : List.of("org.apache.felix.http.cfg", "custom.properties")) {
            node.set(file, "org.osgi.service.http.port", ports[0]);
        }
        node.set("org.apache.karaf.shell.cfg", "sshPort", ports[1]);
        node.configure("org.chama.broker", Map.of("port", "0"));
        node.configure("org.chama.access", Map.of("rate.per.second", "2000", "burst", "2000"));
        return node;
    }

    Path home() {
        return home;
    }

    /** Writes {@code etc/<pid>.cfg}; a running node takes it within a second or two. */
    void configure(String pid, Map<String, String> settings) throws IOException {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
        Path temporary = home.resolve("etc/" + pid + ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, home.resolve("etc/" + pid + ".cfg"), StandardCopyOption.REPLACE_EXISTING);
    }

    void declare(String dataset, String declaration) throws IOException {
        Files.writeString(home.resolve("etc/datasets/" + dataset + ".json"), declaration, StandardCharsets.UTF_8);
    }

    /** A further option of the node's Java, from its next start. */
    void javaOption(String option) {
        javaOptions.add(option);
    }

    /** Starts the node. @return milliseconds until it says it is ready */
    long start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bin/karaf", "daemon")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("console.log").toFile()));
        builder.environment().put("JAVA_MAX_MEM", "1g");
        builder.environment().put("EXTRA_JAVA_OPTS", String.join(" ", javaOptions));
        long begin = System.nanoTime();
        process = builder.start();
        Waiting.until("the node to be ready", PATIENCE, 50, () -> {
            if (!process.isAlive()) {
                throw new FailedRunException("the node ended, see " + home.resolve("data/log"));
            }
            return status("/health/ready") == 200;
        });
        long millis = (System.nanoTime() - begin) / 1_000_000;
        if (people == null) {
            people = new People(client, "http://127.0.0.1:" + port, home, Persons.DEPARTMENT);
        }
        return millis;
    }

    int port() {
        return port;
    }

    /** Forgets which bundles it has installed: it takes them from its repository when it starts again. */
    void forget() throws IOException {
        Path cache = home.resolve("data/cache");
        if (Files.exists(cache)) {
            try (Stream<Path> walk = Files.walk(cache)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Lines of the ledger about refusals of strangers. */
    long refusals() {
        return people.refusals();
    }

    long pid() {
        return process.pid();
    }

    /** Ends the node as an operator would. */
    void stop() throws InterruptedException {
        if (process != null && process.isAlive()) {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** {@code kill -9}; nothing of the node runs any more when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Makes the one file connector of the node watch a dataset's folder, and waits until it does: it makes the folder then. */
    void connect(String department, String dataset, Map<String, String> settings)
            throws IOException, InterruptedException {
        Files.deleteIfExists(home.resolve("etc/" + connector + ".cfg"));
        connector = "org.chama.connector.file-" + dataset;
        Map<String, String> all = new HashMap<>(settings);
        all.put("department", department);
        all.put("dataset", dataset);
        configure(connector, all);
        Waiting.until("the one connector to be that of " + dataset, PATIENCE, 100, () -> {
            List<String> files = new ArrayList<>();
            get("/api/v1/connectors")
                    .path("connectors")
                    .forEach(one -> files.add(one.path("name").asText()));
            files.removeIf(name -> !name.startsWith("file-"));
            return files.equals(List.of("file-" + dataset)) && Files.isDirectory(drop(department, dataset));
        });
    }

    Path drop(String department, String dataset) {
        return home.resolve("drop").resolve(department).resolve(dataset);
    }

    JsonNode get(String path) {
        return answer(request(path).GET().build());
    }

    JsonNode post(String path, String body) {
        return answer(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
        return people == null
                ? request
                : request.headers(
                        people.headers(path.endsWith("/records/query") ? Persons.DEPARTMENT : People.OPERATIONS));
    }

    private JsonNode answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new FailedRunException(request.uri() + " answers " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new FailedRunException(request.uri() + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedRunException("interrupted");
        }
    }

    private int status(String path) throws InterruptedException {
        try {
            // short: the door is opened twice while a node starts, a request between may never be answered
            return client.send(
                            request(path).timeout(Duration.ofSeconds(1)).GET().build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private void set(String file, String name, int value) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String text = Files.readAllLines(path).stream()
                .map(line -> line.startsWith(name + " ") ? name + " = " + value : line)
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(path, text);
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
