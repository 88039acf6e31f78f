package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.Test;

/** As shipped a node can be reached from its own machine only, and by no account anybody could guess. */
@InContainer
class ClosedByDefaultIT {

    private static final String LISTENING = "0A";
    private static final String HTTP = "etc/org.apache.felix.http.cfg";
    private static final Set<String> LOOPBACK = Set.of(
            "0100007F", // 127.0.0.1
            "0000000000000000FFFF00000100007F", // ::ffff:127.0.0.1
            "00000000000000000000000001000000"); // ::1

    private final Node node;

    ClosedByDefaultIT(Node node) {
        this.node = node;
    }

    @Test
    void listensOnLoopbackWhereTheReadmeSaysAndNowhereElse() throws IOException {
        Set<String> sockets = socketsOfTheNode();
        TreeSet<String> listening = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] field = line.strip().split("\\s+");
                boolean waits = table.startsWith("udp") || field[3].equals(LISTENING);
                if (waits && sockets.contains(field[9])) {
                    listening.add(field[1]);
                }
            }
        }
        assertThat(listening).allMatch(address -> LOOPBACK.contains(address.substring(0, address.indexOf(':'))));
        assertThat(listening)
                .extracting(address -> Integer.parseInt(address.substring(address.indexOf(':') + 1), 16))
                .as("what README and operator.md list, and nothing else")
                .containsOnly(
                        node.ports().http(), node.ports().ssh(), node.ports().broker());
    }

    @Test
    void knowsNoDefaultAccount() {
        for (String account : List.of("karaf", "admin", "chama", "root", "smx")) {
            for (String password : List.of(account, "admin", "karaf", "password")) {
                assertThatThrownBy(() -> new Shell(node.ports().ssh(), account, password).run("chama:arrivals"))
                        .as(account)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("No more authentication methods available");
            }
        }
    }

    @Test
    void keepsItsSecretsToItself() throws IOException {
        try (Stream<Path> files = Files.walk(node.home().resolve("data/secrets"))) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
        assertThat(Files.readString(node.home().resolve("etc/users.properties")).lines())
                .allMatch(line -> line.isBlank() || line.startsWith("#"));
        assertThat(node.home().resolve("data/secrets/administrator"))
                .as("the first password, once it was changed")
                .doesNotExist();
        assertThat(node.log())
                .doesNotContain(node.staff().person(Staff.OPERATIONS).password())
                .doesNotContain(node.secret("broker"));
    }

    @Test
    void offersNoPageOfItsServers() {
        for (String path : List.of(
                "/system/console", "/jolokia", "/services", "/soap", "/soap/", "/api/v1/services", "/metrics/x")) {
            assertThat(node.rest().get(path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(node.rest().get("/health/live").headers().firstValue("Server"))
                .isEmpty();
        assertThat(node.rest().get("/api/v1/datasets").headers().firstValue("X-Content-Type-Options"))
                .contains("nosniff");
    }

    @Test
    void closesItsDoorsWhenHttpListensElsewhereAndOpensThemAgain() throws IOException {
        String shipped = Files.readString(node.home().resolve(HTTP));
        try {
            put(shipped.replace("127.0.0.1", "0.0.0.0"));
            await().until(() -> doors(404));
            assertThat(node.shell().run("chama:connectors --state DOWN --lang en"))
                    .contains("loopback");
            assertThat(node.log()).contains("The REST door stays closed");
        } finally {
            put(shipped);
            await().until(() -> doors(200));
        }
        assertThat(node.drop("refusals")
                        .take("doors-open.csv", Samples.HEADING + Samples.line(900, "doors open"))
                        .get("stored")
                        .asLong())
                .isEqualTo(1);
    }

    private void put(String settings) {
        node.put(HTTP, settings.getBytes(StandardCharsets.UTF_8));
    }

    private boolean doors(int status) {
        return Stream.of("/api/v1/datasets", "/health/ready", "/soap/publish?wsdl")
                .allMatch(path -> status(path) == status);
    }

    private int status(String path) {
        try {
            HttpResponse<String> answer = node.rest().get(path);
            return answer.statusCode();
        } catch (UncheckedIOException e) {
            return 0; // the server starts anew
        }
    }

    /** Inodes of the sockets the process holds. */
    private Set<String> socketsOfTheNode() throws IOException {
        Set<String> inodes = new HashSet<>();
        Path descriptors = Path.of("/proc", Long.toString(node.process().pid()), "fd");
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile: it does not listen
                    inodes.remove("");
                }
            }
        }
        return inodes;
    }
}
