package org.chama.itests.container;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.chama.itests.node.Staff;

/** A running node seen from outside: its folders, its ports, its process. Every class of the package shares it. */
final class Node implements AutoCloseable {

    static final String OFFICE = "test-office";

    /** Another office, which has nothing to do with the datasets of this package. */
    static final String OTHER = "other-office";

    /** The data authority of a city. */
    static final String CITY = "city-authority";

    /** The connected system of the office. */
    static final String SYSTEM = "test-system";

    private static final Path HOME = Assembly.TARGET.resolve("container").resolve("node");
    private static final Duration TO_START = Duration.ofMinutes(2);

    private final Assembly.Ports ports;
    private final ProcessHandle process;
    private final Duration readyAfter;
    private final Rest rest;
    private final Staff staff;

    private Node(Assembly.Ports ports, ProcessHandle process, Duration readyAfter, Rest rest, Staff staff) {
        this.ports = ports;
        this.process = process;
        this.readyAfter = readyAfter;
        this.rest = rest;
        this.staff = staff;
    }

    static Node start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Assembly.Ports ports = freePorts();
        Rest rest = new Rest(ports.http());
        long begun = System.nanoTime();
        Assembly.start(HOME, ports, connectors());
        await("the process").atMost(TO_START).until(() -> find().isPresent());
        ProcessHandle process = find().orElseThrow();
        try {
            await("ready").atMost(TO_START).until(() -> isReady(process, rest));
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        Duration readyAfter = Duration.ofNanos(System.nanoTime() - begun);
        Transcript.note("start.txt", "unpacked, started and ready after " + readyAfter.toMillis() + " ms");
        Staff staff = Staff.begin(
                "http://127.0.0.1:" + ports.http(),
                HOME,
                OFFICE,
                OTHER,
                "civil-affairs",
                "market-regulation",
                "meteorology");
        staff.city(CITY);
        staff.client(SYSTEM, OFFICE);
        Bundles.TRUSTED.trustedBy(HOME);
        return new Node(ports, process, readyAfter, rest.as(staff), staff);
    }

    private static boolean isReady(ProcessHandle process, Rest rest) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the node ended before it was ready");
        }
        return rest.ready() && rest.get("/soap/publish?wsdl").statusCode() == 200;
    }

    /** Ends it as an operator does, and waits for the process to be gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the node did not end within a minute", e);
        }
    }

    Assembly.Ports ports() {
        return ports;
    }

    ProcessHandle process() {
        return process;
    }

    /** From the beginning of the unpacking until it is ready and both doors are open. */
    Duration readyAfter() {
        return readyAfter;
    }

    Staff staff() {
        return staff;
    }

    /** The REST door as the platform's operator sees it, who asks for records as the office. */
    Rest rest() {
        return rest;
    }

    /** The SOAP door as the office's system sees it. */
    Soap soap() {
        return new Soap(ports.http(), staff);
    }

    /** A session of the platform's operator. */
    Shell shell() {
        return shell(Staff.OPERATIONS);
    }

    Shell shell(String name) {
        return new Shell(ports.ssh(), name, staff.person(name).password());
    }

    Drop drop(String dataset) {
        return new Drop(this, OFFICE, dataset);
    }

    Drop drop(String department, String dataset) {
        return new Drop(this, department, dataset);
    }

    Path home() {
        return HOME;
    }

    String secret(String name) {
        try {
            return Files.readString(HOME.resolve("data/secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file into a folder of the node in one step, as an operator is told to. */
    void put(String place, byte[] content) {
        try {
            Path file = HOME.resolve(place);
            Path fresh = Files.write(file.resolveSibling("." + file.getFileName() + ".tmp"), content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String place) {
        try {
            Files.deleteIfExists(HOME.resolve(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All the node has logged, rolled files too. */
    String log() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(HOME.resolve("data/log"))) {
            for (Path file : files.sorted().toList()) {
                try (InputStream in = Files.newInputStream(file);
                        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
                    all.append(new String(text.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    /** Bytes of heap in use after a full collection. */
    long heapInUse() {
        String histogram = jcmd("GC.class_histogram");
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IllegalStateException(histogram));
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    private String jcmd(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every dataset of this package takes files that are complete when their {@code .done} is there, unless it says otherwise. */
    private static Map<String, String> connectors() {
        Map<String, String> settings = new HashMap<>();
        for (String dataset : Samples.datasets()) {
            String own =
                    switch (dataset) {
                        case "declared-utf8" -> "format = csv\ncharset = utf-8\ncomplete = done\n";
                        case "growing" -> "complete = quiet\nquiet.seconds = 1\n";
                        default -> "complete = done\n";
                    };
            settings.put(
                    dataset,
                    "department = " + OFFICE + "\ndataset = " + dataset
                            + "\nconfidentiality = none\npoll.millis = 100\n" + own);
        }
        return settings;
    }

    /** The child of this process that works in the node's folder. */
    private static Optional<ProcessHandle> find() {
        return ProcessHandle.current().children().filter(Node::worksInHome).findFirst();
    }

    private static boolean worksInHome(ProcessHandle child) {
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(child.pid()), "cwd"), HOME);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Assembly.Ports freePorts() {
        try (ServerSocket http = freePort();
                ServerSocket ssh = freePort();
                ServerSocket broker = freePort()) {
            return new Assembly.Ports(http.getLocalPort(), ssh.getLocalPort(), broker.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port nobody listens on now. */
    static int anyPort() {
        try (ServerSocket socket = freePort()) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
