package org.chama.itests.node;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jboss.byteman.agent.Main;

/**
 * A node as an operator has it: the unpacked archive, its {@code etc/}, {@code bin/karaf server} in a process group of its own,
 * addressed by its ports and files only. What it wrote stays in {@code target/nodes/<name>} until the next run; the big folders go
 * when the node is closed.
 */
public final class NodeProcess implements AutoCloseable {

    private static final Path ARCHIVE = Path.of("target", "node.tar.gz").toAbsolutePath();
    private static final Path NODES = Path.of("target", "nodes").toAbsolutePath();
    private static final Duration START = Duration.ofMinutes(3);
    /** Halves the time of a start; what is proved here depends on no compiler and no figure is taken. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final int KILLED = 128 + 9;
    private static final int LINES = 60;
    private static final String HANDED = "data/handed";
    private static final String AGENT =
            Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    private static final Pattern RUN = Pattern.compile("this run of the node is ([0-9a-f]+)");

    private final Path home;
    private final int port;
    private final Rest rest;
    private Optional<Group> process = Optional.empty();
    private Optional<Staff> staff = Optional.empty();

    private NodeProcess(Path home, int port) {
        this.home = home;
        this.port = port;
        this.rest = new Rest("http://127.0.0.1:" + port);
    }

    /** Unpacks the archive and gives the node ports of its own: HTTP and SSH free ones, no broker port. */
    public static NodeProcess unpack(String name) throws IOException {
        Path home = NODES.resolve(name);
        delete(home);
        Files.createDirectories(home);
        Group.run("tar", "xzf", ARCHIVE.toString(), "-C", home.toString(), "--strip-components=1");
        NodeProcess node = new NodeProcess(home, Ports.free());
        node.ports();
        return node;
    }

    private void ports() throws IOException {
        String http = "org.osgi.service.http.port = " + port + "\n";
        append("custom.properties", http + "org.osgi.framework.bootdelegation = " + bootDelegation() + "\n");
        append("org.apache.felix.http.cfg", http);
        append("org.apache.karaf.shell.cfg", "sshPort = " + Ports.free() + "\n");
        configure("org.chama.broker", Map.of("port", "0"));
        configure("org.chama.access", Map.of("rate.per.second", "2000", "burst", "2000"));
    }

    /** What the distribution delegates, and the agent that kills a node at a place in its code. */
    private String bootDelegation() throws IOException {
        Properties framework = new Properties();
        try (var in = Files.newInputStream(etc("config.properties"))) {
            framework.load(in);
        }
        return framework.getProperty("org.osgi.framework.bootdelegation") + ",org.jboss.byteman.*";
    }

    /** Writes {@code etc/<pid>.cfg}; takes effect at once. */
    public NodeProcess configure(String pid, Map<String, String> settings) throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(etc(pid + ".cfg"), text);
        return this;
    }

    /** Copies a file into {@code etc/} or a folder below it. */
    public NodeProcess etc(String folder, Path file) throws IOException {
        Path into = home.resolve("etc").resolve(folder);
        Files.createDirectories(into);
        Files.copy(file, into.resolve(file.getFileName().toString()));
        return this;
    }

    /** Starts it and does not wait. */
    public void start() throws IOException {
        start("");
    }

    /** The same with rules from the first moment. */
    public void startArmed(String rules) throws IOException {
        start(" -javaagent:" + AGENT + "=" + script(rules));
    }

    private void start(String options) throws IOException {
        process = Optional.of(Group.start(
                home,
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "KARAF_EXEC",
                        "exec",
                        "JAVA_MAX_MEM",
                        "1g",
                        "EXTRA_JAVA_OPTS",
                        QUICK + options),
                home.resolve("out.log"),
                List.of("bin/karaf", "server")));
    }

    /** Waits until it can take data; a node that does not get there leaves its threads in {@code out.log}. */
    public void awaitReady() throws IOException {
        try {
            becomesReady();
            if (staff.isEmpty() && Files.exists(home.resolve("data/secrets/administrator"))) {
                staff(Staff.begin(rest.base(), home));
            }
        } catch (ConditionTimeoutException e) {
            running().signal("QUIT");
            throw new AssertionError("the node is not ready after " + START + tail(), e);
        }
    }

    private void becomesReady() {
        Awaitility.await("the node " + home.getFileName() + " is ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!running().isAlive()) {
                        throw new AssertionError("the node ended while it started" + tail());
                    }
                })
                .until(rest::ready);
    }

    /** {@code kill -9}. */
    public void kill() throws IOException {
        running().kill();
    }

    /** Waits for the node to be killed by a rule it was {@link #arm}ed with. */
    public void awaitKill(Duration atMost) throws IOException {
        int code = running().ended(atMost);
        if (code != KILLED) {
            throw new AssertionError("the node was not killed, it ended with " + code + tail());
        }
    }

    /** Stops it as an operator does. */
    public void stop() throws IOException {
        running().stop();
    }

    /** Holds it where it is; nothing in it moves. */
    public void freeze() throws IOException {
        running().signal("STOP");
    }

    public void thaw() throws IOException {
        running().signal("CONT");
    }

    /** Loads rules into the running node. They are gone with the process. */
    public void arm(String rules) throws IOException {
        try {
            VirtualMachine machine =
                    VirtualMachine.attach(Long.toString(running().pid()));
            machine.loadAgent(AGENT, script(rules));
            machine.detach();
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("cannot load rules into the node" + tail(), e);
        }
    }

    /** The agent's options; {@code HANDED} in the rules is the file of {@link #handed}. */
    private String script(String rules) throws IOException {
        Files.deleteIfExists(home.resolve(HANDED));
        Path data = Files.createDirectories(home.resolve("data"));
        Path script = Files.writeString(
                data.resolve("rules.btm"),
                rules.replace("HANDED", home.resolve(HANDED).toString()));
        return "boot:" + AGENT + ",script:" + script;
    }

    /** The ids of the batches the sender had handed to the broker, as a rule noted them. */
    public List<String> handed() throws IOException {
        return Files.readAllLines(home.resolve(HANDED));
    }

    public Rest rest() {
        return rest;
    }

    /** Its people; empty until it was ready, and when another node on the same database made the first account. */
    public Optional<Staff> staff() {
        return staff;
    }

    /** Whose sessions its door is asked with. */
    public void staff(Staff people) {
        staff = Optional.of(people);
        rest.as(people);
    }

    public Path home() {
        return home;
    }

    /** The id of the run that goes on, or went on last, as the log says it soon after the start. */
    public String run() {
        return Awaitility.await("the log says which run it is")
                .until(
                        () -> RUN.matcher(text(home.resolve("data/log/chama.log")))
                                .results()
                                .map(found -> found.group(1))
                                .reduce((first, last) -> last),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A file inside a bundle the node brings. */
    public String resource(String artifact, String path) throws IOException {
        Path folder = home.resolve("system/org/chama").resolve(artifact);
        try (Stream<Path> files = Files.walk(folder)) {
            Path jar = files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            try (FileSystem content = FileSystems.newFileSystem(jar)) {
                return Files.readString(content.getPath(path));
            }
        }
    }

    /** Kills what still runs and removes all but settings and logs. */
    @Override
    public void close() throws IOException {
        if (process.isPresent()) {
            process.get().kill();
        }
        for (String big : List.of("system", "data/cache", "data/broker", "data/database", "taken", "archive", "drop")) {
            delete(home.resolve(big));
        }
    }

    /** The last lines of what it printed and logged. */
    public String tail() {
        StringBuilder text = new StringBuilder();
        for (Path log : List.of(home.resolve("out.log"), home.resolve("data/log/chama.log"))) {
            text.append("\n---- ").append(log).append('\n');
            try {
                List<String> lines = Files.exists(log) ? text(log).lines().toList() : List.of();
                lines.stream().skip(Math.max(0, lines.size() - LINES)).forEach(line -> text.append(line)
                        .append('\n'));
            } catch (IOException e) {
                text.append(e);
            }
        }
        return text.toString();
    }

    /** A log while it is written: its last character may not be whole. */
    private static String text(Path log) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    private Group running() {
        return process.orElseThrow(() -> new IllegalStateException("the node was not started"));
    }

    private Path etc(String file) {
        return home.resolve("etc").resolve(file);
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(etc(file), "\n" + text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    /** Removes a folder with all that is in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.sorted(Comparator.reverseOrder()).forEach(files::add);
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
