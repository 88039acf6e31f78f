package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.chama.api.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrialCertificatesTest {

    @TempDir
    Path data;

    private final ExecutorService peer = Executors.newSingleThreadExecutor();
    private Future<SSLSession> served;

    @AfterEach
    void stop() {
        peer.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothSidesOfMutualTlsAcceptThem(String protocol) throws Exception {
        Path folder = made("tls", "localhost", "127.0.0.1");
        SSLSession session = handshake(context(folder, "node"), context(folder, "weather"), "localhost", protocol);
        assertThat(((X509Certificate) session.getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName())
                .contains("CN=weather");
        handshake(context(folder, "node"), context(folder, "weather"), "127.0.0.1", protocol);
    }

    @Test
    void anotherHostsNameIsNotAccepted() throws Exception {
        Path folder = made("tls", "data.example");
        assertThatThrownBy(() -> handshake(context(folder, "node"), context(folder, "weather"), "localhost", "TLSv1.3"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void aClientOfAnotherAuthorityIsNotAcceptedAndNoneWithoutACertificate() throws Exception {
        Path folder = made("tls", "localhost");
        Path foreign = made("foreign", "localhost");
        SSLContext stranger = context(keys(foreign, "weather"), trusted(folder));
        SSLContext nobody = context(new KeyManagerFactory[0], trusted(folder));
        for (SSLContext client : List.of(stranger, nobody)) {
            assertThatThrownBy(() -> handshake(context(folder, "node"), client, "localhost", "TLSv1.2"))
                    .isInstanceOf(IOException.class);
            assertThat(served)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void aClientsCertificateIsNoServers() throws Exception {
        Path folder = made("tls", "localhost");
        assertThatThrownBy(() -> handshake(context(folder, "weather"), context(folder, "node"), "localhost", "TLSv1.2"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("TLS server authentication");
    }

    @Test
    void theyAreWhatTheyShouldBe() throws Exception {
        Path folder = made("tls", "node.example", "127.0.0.1", "::1");
        X509Certificate authority = certificate(folder.resolve("ca.crt"));
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getKeyUsage()[5]).isTrue();
        X509Certificate[] chain = chain(folder, "node");
        assertThat(chain).hasSize(2);
        assertThat(chain[1]).isEqualTo(authority);
        chain[0].verify(authority.getPublicKey());
        assertThat(chain[0].getSubjectAlternativeNames())
                .extracting(n -> n.get(0) + " " + n.get(1))
                .containsExactly("2 node.example", "7 127.0.0.1", "7 0:0:0:0:0:0:0:1");
        assertThat(chain[0].getBasicConstraints()).isEqualTo(-1);
        assertThat(chain[0].getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(chain[0].getSerialNumber()).isNotEqualTo(authority.getSerialNumber());
        Duration left = Duration.between(Instant.now(), chain[0].getNotAfter().toInstant());
        assertThat(left).isBetween(Duration.ofHours(71), Duration.ofHours(72));
        X509Certificate client = certificate(folder.resolve("weather.crt"));
        assertThat(client).isEqualTo(chain(folder, "weather")[0]);
        assertThat(client.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(privateKey(folder.resolve("weather.key")))
                .isEqualTo(store(folder, "weather.p12").getKey("weather", word(folder)));
    }

    @Test
    void onlyTheirOwnerReachesThem() throws IOException {
        Path open = Files.createDirectory(
                data.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        for (Path folder :
                List.of(made("tls", "localhost"), made(open.getFileName().toString(), "localhost"))) {
            assertThat(mode(folder)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder)) {
                Set<String> names = Set.of(
                        "ca.crt",
                        "truststore.p12",
                        "node.p12",
                        "weather.p12",
                        "weather.crt",
                        "weather.key",
                        "password");
                assertThat(files.toList())
                        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"))
                        .extracting(file -> file.getFileName().toString())
                        .containsExactlyInAnyOrderElementsOf(names);
            }
        }
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(data.resolve("tls"));
        Files.writeString(folder.resolve("mine"), "x");
        assertThatThrownBy(() -> made("tls", "localhost"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing was written");
        assertThatThrownBy(() -> made("tls/mine", "localhost")).isInstanceOf(RefusedException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "", "a b", "Weather", "node", "ca", "password", "-x", "a/b", "天气"})
    void aClientsNameIsAFilesName(String client) {
        assertThatThrownBy(() ->
                        new TrialCertificates().make(data.resolve("tls"), List.of("localhost"), List.of(client), 3))
                .isInstanceOf(RefusedException.class);
        assertThat(data.resolve("tls")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "-a", "*.example", "云南", "a b", "[::1]", "a/24"})
    void aHostIsANameOrAnAddress(String host) {
        assertThatThrownBy(() -> new TrialCertificates().make(data.resolve("tls"), List.of(host), List.of(), 3))
                .isInstanceOf(RefusedException.class);
        assertThat(data.resolve("tls")).doesNotExist();
    }

    @Test
    void needsAHostAndSomeDaysAndEachClientOnce() {
        TrialCertificates trial = new TrialCertificates();
        Path folder = data.resolve("tls");
        assertThatThrownBy(() -> trial.make(folder, List.of(), List.of(), 3)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> trial.make(folder, List.of("localhost"), List.of(), 0))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> trial.make(folder, List.of("localhost"), List.of("a", "a"), 3))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void yesterdaysHaveExpired() throws Exception {
        Clock old = Clock.fixed(Instant.now().minus(Duration.ofDays(2)), ZoneOffset.UTC);
        Path folder = data.resolve("tls");
        new TrialCertificates(old).make(folder, List.of("localhost"), List.of("weather"), 1);
        assertThatThrownBy(() -> handshake(context(folder, "node"), context(folder, "weather"), "localhost", "TLSv1.3"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("validity");
    }

    private Path made(String folder, String... hosts) throws IOException {
        Path path = data.resolve(folder);
        new TrialCertificates().make(path, List.of(hosts), List.of("weather"), 3);
        return path;
    }

    /** The session as the server sees it. */
    private SSLSession handshake(SSLContext server, SSLContext client, String host, String protocol) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket door =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            door.setNeedClientAuth(true);
            door.setEnabledProtocols(new String[] {protocol});
            served = peer.submit(() -> {
                try (SSLSocket socket = (SSLSocket) door.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().read());
                    return socket.getSession();
                }
            });
            int port = door.getLocalPort();
            try (Socket plain = new Socket(loopback, port);
                    SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                socket.getOutputStream().write(7);
                assertThat(socket.getInputStream().read()).isEqualTo(7);
            }
            return served.get();
        }
    }

    private static SSLContext context(Path folder, String name) throws Exception {
        return context(keys(folder, name), trusted(folder));
    }

    private static SSLContext context(KeyManagerFactory[] keys, TrustManagerFactory trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.length == 0 ? null : keys[0].getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyManagerFactory[] keys(Path folder, String name) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store(folder, name + ".p12"), word(folder));
        return new KeyManagerFactory[] {keys};
    }

    private static TrustManagerFactory trusted(Path folder) throws Exception {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(store(folder, "truststore.p12"));
        return trusted;
    }

    private static KeyStore store(Path folder, String name) throws Exception {
        return KeyStore.getInstance(folder.resolve(name).toFile(), word(folder));
    }

    private static char[] word(Path folder) throws IOException {
        return Files.readString(folder.resolve("password")).strip().toCharArray();
    }

    private static X509Certificate[] chain(Path folder, String name) throws Exception {
        return Stream.of(store(folder, name + ".p12").getCertificateChain(name))
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey privateKey(Path file) throws Exception {
        String base64 = Files.readString(file, StandardCharsets.US_ASCII)
                .replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "");
        byte[] der = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
