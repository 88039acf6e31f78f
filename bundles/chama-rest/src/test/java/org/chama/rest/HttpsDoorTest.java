package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.chama.api.crypto.Tls;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsDoorTest {

    private static final String SESSION = "/api/v1/session";

    @TempDir
    Path folder;

    private final Certificates authority = new Certificates("authority");
    private final FixedTls tls = new FixedTls();
    private RunningDoor door;
    private HttpsDoor https;
    private int port;

    @BeforeEach
    void open() throws Exception {
        Certificates.write(authority.issue("node"), tls.keyStore());
        Certificates.write(authority.trust(), tls.trustStore());
        door = new RunningDoor();
        https = new HttpsDoor(tls);
        port = ((ServerConnector) door.add(https::createConnector)).getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        https.close();
        door.stop();
    }

    @Test
    void knowsAClientByTheCertificateOfItsConnection() throws Exception {
        HttpResponse<String> answer = get(Optional.of(authority.issue("system")), "127.0.0.1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.json(answer).get("kind").asText()).isEqualTo("CLIENT");
        assertThat(door.json(answer).get("name").asText()).isEqualTo("system");
        assertThat(door.json(answer).get("method").asText()).isEqualTo("certificate");
    }

    @Test
    void refusesACertificateThatIsNobodysAndOneOfAnotherAuthority() throws Exception {
        assertThat(get(Optional.of(authority.issue("stranger")), "127.0.0.1").statusCode())
                .isEqualTo(401);
        KeyStore foreign = new Certificates("elsewhere").issue("system");
        assertThatThrownBy(() -> get(Optional.of(foreign), "127.0.0.1")).isInstanceOf(IOException.class);
    }

    @Test
    void answersAnyHostOfTheCertificateWithHstsAndAsksForNoCertificate() throws Exception {
        HttpResponse<String> answer = get(Optional.empty(), "localhost");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(door.json(answer).get("kind").asText()).isEqualTo("NOBODY");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void refusesAHostTheCertificateDoesNotName() throws Exception {
        try (SSLSocket socket = socket()) {
            assertThat(ask(socket, "elsewhere.example")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void setsSecureCookies() throws Exception {
        HttpResponse<String> answer = client(Optional.empty())
                .send(
                        HttpRequest.newBuilder(uri("localhost"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"account\":\"police\",\"password\":\"police\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie).endsWith("; SameSite=Strict; Secure"));
    }

    @Test
    void takesNewFilesUpWhileConnectionsStay() throws Exception {
        try (SSLSocket open = socket()) {
            assertThat(ask(open, "localhost")).startsWith("HTTP/1.1 200 ");
            Object before = open.getSession().getPeerCertificates()[0];

            Certificates.write(authority.issue("node"), tls.keyStore());
            tls.listener.run();

            assertThat(ask(open, "localhost")).startsWith("HTTP/1.1 200 ");
            try (SSLSocket fresh = socket()) {
                fresh.startHandshake();
                assertThat(fresh.getSession().getPeerCertificates()[0]).isNotEqualTo(before);
            }
        }
    }

    @Test
    void keepsItsCertificateWhenNewFilesCannotBeRead() throws Exception {
        Files.writeString(tls.keyStore(), "nothing");
        tls.listener.run();
        assertThat(get(Optional.empty(), "localhost").statusCode()).isEqualTo(200);
    }

    private SSLSocket socket() throws Exception {
        return (SSLSocket) context(Optional.empty()).getSocketFactory().createSocket("127.0.0.1", port);
    }

    /** One request on a connection that stays open. */
    private static String ask(SSLSocket socket, String host) throws IOException {
        socket.getOutputStream()
                .write(("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder answer = new StringBuilder();
        byte[] part = new byte[8_192];
        while (!answer.toString().endsWith("\r\n0\r\n\r\n")
                && !answer.toString().startsWith("HTTP/1.1 400 ")) {
            int length = socket.getInputStream().read(part);
            assertThat(length).isPositive();
            answer.append(new String(part, 0, length, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    private HttpResponse<String> get(Optional<KeyStore> identity, String host) throws Exception {
        return client(identity).send(HttpRequest.newBuilder(uri(host)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String host) {
        return URI.create("https://" + host + ":" + port + SESSION);
    }

    private HttpClient client(Optional<KeyStore> identity) throws Exception {
        return HttpClient.newBuilder().sslContext(context(identity)).build();
    }

    private SSLContext context(Optional<KeyStore> identity) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority.trust());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity.orElse(null), Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        X509ExtendedKeyManager given = (X509ExtendedKeyManager) keys.getKeyManagers()[0];
        KeyManager[] managers = identity.isEmpty() ? null : new KeyManager[] {new Insisting(given)};
        context.init(managers, trust.getTrustManagers(), null);
        return context;
    }

    /** Shows its certificate whether or not the other side has asked for one of its authority. */
    private static final class Insisting extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager keys;

        Insisting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "key";
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "key";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"key"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
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

    /** Files in the test's folder, on a free port. */
    private final class FixedTls implements Tls {

        private Runnable listener = () -> {};

        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public int httpPort() {
            return 0;
        }

        @Override
        public int brokerPort() {
            return 0;
        }

        @Override
        public Path keyStore() {
            return folder.resolve("node.p12");
        }

        @Override
        public char[] keyStorePassword() {
            return Certificates.PASSWORD;
        }

        @Override
        public Path trustStore() {
            return folder.resolve("truststore.p12");
        }

        @Override
        public char[] trustStorePassword() {
            return Certificates.PASSWORD;
        }

        @Override
        public List<String> protocols() {
            return List.of("TLSv1.3", "TLSv1.2");
        }

        @Override
        public AutoCloseable onReload(Runnable newListener) {
            listener = newListener;
            return () -> {};
        }
    }
}
