package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One file of settings opens HTTPS and AMQP with client certificates; without it both are closed. */
@InContainer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

    private static final String SETTINGS = "etc/org.chama.tls.cfg";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Node node;
    private final Staff staff;
    private Path trial;
    private int https;
    private int amqps;

    TlsIT(Node node) {
        this.node = node;
        this.staff = node.staff();
    }

    @BeforeAll
    void open() throws IOException {
        https = Node.anyPort();
        amqps = Node.anyPort();
        trial = authority("trial");
        node.put(SETTINGS, settings(trial).getBytes(StandardCharsets.UTF_8));
        await().atMost(SOON).until(() -> listens(https) && listens(amqps));
        staff.bind(Node.SYSTEM, Files.readString(trial.resolve("system.crt")));
    }

    @AfterAll
    void close() {
        node.remove(SETTINGS);
        await().atMost(SOON).until(() -> !listens(https) && !listens(amqps));
    }

    /** A certification authority, a certificate of the node and of clients, by the node's own command. */
    private Path authority(String name) {
        String said = node.shell(Staff.ADMINISTRATOR)
                .run("chama:test-ca " + name + " --host localhost,127.0.0.1 --client system,unbound --lang en");
        assertThat(said).contains("are made");
        return node.home().resolve("data/console").resolve(name);
    }

    private String settings(Path files) {
        return "address = 127.0.0.1\nhttp.port = " + https + "\nbroker.port = " + amqps + "\nkey.store = "
                + files.resolve("node.p12") + "\nkey.store.password.file = " + files.resolve("password")
                + "\ntrust.store = " + files.resolve("truststore.p12") + "\ntrust.store.password.file = "
                + files.resolve("password") + "\n";
    }

    @Test
    void httpsAnswersWhoTrustsTheAuthorityAndSaysToStayWithIt() {
        HttpResponse<String> answer = get(client(trial, ""), "/api/v1/session");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void aClientsCertificateIsItsProof() {
        String[] person = Samples.person(960);
        HttpResponse<String> published = post(
                client(trial, "system"),
                Soap.publish(
                        "calls", "tls-" + System.nanoTime(), Soap.record("citizen_id", person[2], "name", person[1])));
        assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
        HttpResponse<String> session = get(client(trial, "system"), "/api/v1/session");
        assertThat(session.body()).contains(Node.SYSTEM);
    }

    @Test
    void aCertificateThatIsBoundToNobodyIsNobodys() {
        HttpResponse<String> answer = get(client(trial, "unbound"), "/api/v1/datasets");
        assertThat(Rest.problem(answer, 401)).isEqualTo("unbound-certificate");
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNotGetThrough() {
        Path foreign = authority("foreign");
        HttpClient client = client(trial, foreign, "system");
        // it would keep back what the node does not ask for: here it insists
        assertThatThrownBy(() -> get(client, "/api/v1/session")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aClientRefusesTheNodeUnderAnotherNameOrByAnotherAuthority() {
        assertThatThrownBy(() -> get(client(authority("stranger"), ""), "/api/v1/session"))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> get(client(trial, ""), "127.0.0.2", "/api/v1/session"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void speaksNoOldProtocol() throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(protocol(protocol)).isEqualTo(protocol);
        }
        for (String protocol : List.of("TLSv1", "TLSv1.1")) {
            assertThatThrownBy(() -> protocol(protocol)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theQueueTakesTheBoundCertificateAndNoOther() throws Exception {
        try (Connection connection = amqp("system");
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("chama.intake." + Node.OFFICE))) {
            producer.send(session.createTextMessage("by certificate"));
        }
        assertThatThrownBy(() -> amqp("unbound").close()).isInstanceOf(JMSException.class);
    }

    @Test
    void replacedFilesAreTakenWithoutARestart() throws Exception {
        Path next = authority("next");
        for (String file : List.of("password", "truststore.p12", "node.p12")) {
            Path fresh =
                    Files.copy(next.resolve(file), trial.resolve(file + ".next"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(fresh, trial.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }
        byte[] expected = certificate(next, "node").getEncoded();
        try {
            await().atMost(SOON).until(() -> Arrays.equals(served(next), expected));
        } finally {
            node.remove(SETTINGS);
            await().atMost(SOON).until(() -> !listens(https));
            trial = authority("again");
            node.put(SETTINGS, settings(trial).getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON).until(() -> listens(https) && listens(amqps));
            staff.bind(Node.SYSTEM, Files.readString(trial.resolve("system.crt")));
        }
    }

    private Connection amqp(String client) throws JMSException {
        String password = password(trial);
        JmsConnectionFactory factory = new JmsConnectionFactory("amqps://localhost:" + amqps
                + "?transport.keyStoreLocation=" + trial.resolve(client + ".p12")
                + "&transport.keyStorePassword=" + password + "&transport.trustStoreLocation="
                + trial.resolve("truststore.p12") + "&transport.trustStorePassword=" + password
                + "&transport.keyStoreType=PKCS12&transport.trustStoreType=PKCS12");
        Connection connection = factory.createConnection();
        connection.start();
        return connection;
    }

    /** The certificate the door shows to somebody who trusts this authority. */
    private byte[] served(Path files) {
        try (SSLSocket socket =
                (SSLSocket) context(files, files, "").getSocketFactory().createSocket("localhost", https)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            return new byte[0];
        }
    }

    private String protocol(String only) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context(trial, trial, "").getSocketFactory().createSocket("localhost", https)) {
            socket.setEnabledProtocols(new String[] {only});
            socket.startHandshake();
            SSLSession session = socket.getSession();
            return session.getProtocol();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(HttpClient client, String path) {
        return get(client, "localhost", path);
    }

    private HttpResponse<String> get(HttpClient client, String host, String path) {
        return send(
                client,
                HttpRequest.newBuilder(URI.create("https://" + host + ":" + https + path))
                        .GET());
    }

    private HttpResponse<String> post(HttpClient client, String message) {
        return send(
                client,
                HttpRequest.newBuilder(URI.create("https://localhost:" + https + "/soap/publish"))
                        .header("Content-Type", "text/xml; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(message)));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(
                    request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One that trusts the authority of these files and shows a client's certificate of it, or none. */
    private static HttpClient client(Path files, String name) {
        return client(files, files, name);
    }

    private static HttpClient client(Path trusted, Path own, String name) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context(trusted, own, name))
                .build();
    }

    private static SSLContext context(Path trusted, Path own, String name) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store(trusted, "truststore"));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            if (name.isEmpty()) {
                keys.init(null, null);
            } else {
                keys.init(store(own, name), password(own).toCharArray());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] shown = name.isEmpty()
                    ? keys.getKeyManagers()
                    : new KeyManager[] {new Insisting((X509ExtendedKeyManager) keys.getKeyManagers()[0])};
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(Path files, String name) throws GeneralSecurityException {
        KeyStore store = store(files, name);
        List<String> aliases = new ArrayList<>(Collections.list(store.aliases()));
        return (X509Certificate) store.getCertificate(aliases.get(0));
    }

    private static KeyStore store(Path files, String name) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(files.resolve(name + ".p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password(files).toCharArray());
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String password(Path files) {
        try {
            return Files.readString(files.resolve("password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows the one certificate it has, whichever authorities the other side names. */
    private static final class Insisting extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager keys;

        Insisting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return any(types);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return any(types);
        }

        private String any(String[] types) {
            for (String type : types) {
                String[] aliases = keys.getClientAliases(type, null);
                if (aliases != null && aliases.length > 0) {
                    return aliases[0];
                }
            }
            return null;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }
}
