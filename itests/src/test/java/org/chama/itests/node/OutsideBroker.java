package org.chama.itests.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.awaitility.Awaitility;

/** An Artemis of its own process, with the settings of {@code outside-broker.xml} and one account. */
public final class OutsideBroker implements AutoCloseable {

    private static final String USER = "chama";

    private final Group process;
    private final int port;
    private final Path password;

    private OutsideBroker(Group process, int port, Path password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /** @param folder for its data */
    public static OutsideBroker start(Path folder) throws IOException {
        NodeProcess.delete(folder);
        Files.createDirectories(folder);
        Path password = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, UUID.randomUUID().toString());
        int port = Ports.free();
        Group process = Group.start(
                Path.of("").toAbsolutePath(),
                Map.of(),
                folder.resolve("out.log"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dbroker.folder=" + folder,
                        "-Dbroker.port=" + port,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutsideBroker.class.getName(),
                        password.toString()));
        OutsideBroker broker = new OutsideBroker(process, port, password);
        Awaitility.await("the broker listens")
                .atMost(Duration.ofMinutes(2))
                .failFast("the broker ended while it started: " + folder, () -> !process.isAlive())
                .until(broker::listens);
        return broker;
    }

    /** Settings of {@code etc/org.chama.broker.cfg} of a node that uses it. */
    public Map<String, String> settings() {
        return Map.of(
                "external.url",
                "tcp://127.0.0.1:" + port,
                "external.user",
                USER,
                "external.password.file",
                password.toString());
    }

    @Override
    public void close() throws IOException {
        process.kill();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** Runs the broker until it is killed. */
    public static void main(String[] arguments) throws Exception {
        SecurityConfiguration accounts = new SecurityConfiguration();
        accounts.addUser(USER, Files.readString(Path.of(arguments[0])));
        accounts.addRole(USER, "node");
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfigResourcePath("outside-broker.xml");
        broker.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), accounts));
        broker.start();
    }
}
