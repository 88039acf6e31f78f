package org.chama.itests.container;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/** The console over SSH; the node ends a session with its command. */
final class Shell {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final String user;
    private final String password;

    Shell(int port, String user, String password) {
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /**
     * Runs one command.
     *
     * @return what it printed, without colours
     * @throws UncheckedIOException when the account is refused
     */
    String run(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        open(session -> {
            try (ChannelExec channel = session.createExecChannel(command)) {
                channel.setOut(out);
                channel.setErr(out);
                channel.open().verify(PATIENCE);
                channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
            }
        });
        return plain(out);
    }

    /** Types a command until it is answered so, does something, and types it again in the same session until it is answered otherwise. */
    void type(String command, String answer, Runnable then, String otherwise) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        open(session -> {
            try (ChannelShell channel = session.createShellChannel()) {
                channel.setOut(out);
                channel.setErr(out);
                channel.open().verify(PATIENCE);
                until(channel, command, out, answer);
                then.run();
                until(channel, command, out, otherwise);
            }
        });
    }

    private static void until(ChannelShell channel, String command, ByteArrayOutputStream out, String answer) {
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            channel.getInvertedIn().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            channel.getInvertedIn().flush();
            return plain(out).contains(answer);
        });
    }

    private static String plain(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8)
                .replaceAll("\u001B\\[[0-9;]*m", "")
                .stripTrailing();
    }

    /** Whether a subsystem is there, as {@code sftp}; the node closes the channel of one that is not. */
    boolean offers(String subsystem) {
        Set<ClientChannelEvent> seen = EnumSet.noneOf(ClientChannelEvent.class);
        open(session -> {
            try (ChannelSubsystem channel = session.createSubsystemChannel(subsystem)) {
                channel.open().verify(PATIENCE);
                seen.addAll(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SOON));
            }
        });
        return !seen.contains(ClientChannelEvent.CLOSED);
    }

    @FunctionalInterface
    private interface Use {
        void of(ClientSession session) throws IOException;
    }

    private void open(Use use) {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier((session, address, key) -> true);
            client.start();
            try (ClientSession session =
                    client.connect(user, "127.0.0.1", port).verify(PATIENCE).getSession()) {
                session.addPasswordIdentity(password);
                session.auth().verify(PATIENCE);
                use.of(session);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
