package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.chama.api.RefusedException;
import org.chama.api.ledger.Line;
import org.chama.database.NodeLeases;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an authority of the test's own. */
class TimeStampsTest {

    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final ASN1ObjectIdentifier POLICY = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    @TempDir
    Path data;

    private Bench bench;
    private HttpServer server;
    private Authority authority;
    private volatile Answers answers;

    /** How the authority answers. */
    private interface Answers {
        byte[] to(byte[] request) throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(Settings.h2(data));
        authority = new Authority("CN=one");
        answers = authority::stamp;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        authority.write(data.resolve("tsa.pem"));
    }

    @AfterEach
    void close() {
        server.stop(0);
        bench.close();
    }

    @Test
    void recordsATokenOverTheNewestBlockAsALine() throws Exception {
        for (String digest : List.of("SM3", "SHA-256")) {
            bench.append(Bench.entry("k", "x:1"));
            bench.seal();
            long block = bench.ledger.heads(1).get(0).block();
            TimeStamps stamps = stamps(digest, "tsa.pem");
            assertThat(stamps.stampNewest()).isTrue();
            bench.seal();
            Line line = bench.ledger.about("block:" + block, 5).get(0);
            assertThat(line.kind()).isEqualTo("ledger-stamped");
            Matcher token = TOKEN.matcher(line.detail());
            assertThat(token.find()).isTrue();
            TimeStampToken stamp = new TimeStampToken(
                    ContentInfo.getInstance(Base64.getDecoder().decode(token.group(1))));
            if (digest.equals("SM3")) {
                assertThat(HexFormat.of().formatHex(stamp.getTimeStampInfo().getMessageImprintDigest()))
                        .as("the imprint is the block's hash")
                        .isEqualTo(bench.ledger.heads(2).get(1).hash());
            }
            stamps.close();
        }
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void doesNotStampItsOwnLinesForEver() throws Exception {
        TimeStamps stamps = stamps("SM3", "tsa.pem");
        assertThat(stamps.stampNewest()).as("an empty ledger").isFalse();
        bench.blocks(2, 1);
        assertThat(stamps.stampNewest()).isTrue();
        bench.seal();
        assertThat(stamps.stampNewest()).isFalse();
        bench.append(Bench.entry("k", "x:1"));
        bench.seal();
        assertThat(stamps.stampNewest()).isTrue();
        stamps.close();
    }

    @Test
    void leavesItToTheNodeThatHoldsTheLease() throws Exception {
        bench.blocks(1, 1);
        TimeStamps stamps = stamps("SM3", "tsa.pem");
        try (NodeLeases other = new NodeLeases(bench.database, 10)) {
            other.acquire("ledger-timestamp", Duration.ofMinutes(1)).orElseThrow();
            assertThat(stamps.stampNewest()).isFalse();
        }
        stamps.close();
    }

    @Test
    void takesNoTokenOfAnotherAuthorityOrOverSomethingElse() throws Exception {
        bench.blocks(1, 1);
        new Authority("CN=two").write(data.resolve("other.pem"));
        TimeStamps stranger = stamps("SM3", "other.pem");
        assertThatThrownBy(stranger::stampNewest).isInstanceOf(TSPException.class);
        TimeStamps stamps = stamps("SM3", "tsa.pem");
        answers = request -> {
            byte[] other = request.clone();
            byte[] imprint = new TimeStampRequest(request).getMessageImprintDigest();
            int at = indexOf(other, imprint);
            other[at] ^= 1;
            return authority.stamp(other);
        };
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(TSPException.class);
        answers = request -> authority.reject(request);
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(IOException.class);
        answers = request -> new byte[100_000];
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(IOException.class).hasMessageContaining("more than");
        answers = request -> {
            throw new IOException("out of order");
        };
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(IOException.class).hasMessageContaining("500");
        server.stop(0);
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(IOException.class);
        bench.append(Bench.entry("k", "x:1"));
        bench.seal();
        assertThat(bench.ledger.about("block:1", 5)).isEmpty();
        stranger.close();
        stamps.close();
    }

    @Test
    void waitsForAnAnswerOnlySoLong() throws Exception {
        bench.blocks(1, 1);
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/slow", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        TimeStamps stamps = new TimeStamps(
                bench.database,
                bench.leases,
                bench.ledger,
                new Given(
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/slow",
                        data.resolve("tsa.pem").toString(),
                        "SM3",
                        60),
                Duration.ofMillis(300));
        assertThatThrownBy(stamps::stampNewest).isInstanceOf(IOException.class).hasMessageContaining("within 300 ms");
        end.countDown();
        stamps.close();
    }

    @Test
    void refusesSettingsThatMakeNoSense() throws IOException {
        Files.writeString(data.resolve("none.pem"), "no certificate");
        assertThatThrownBy(() -> stamps("MD5", "tsa.pem")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> stamps("SM3", "none.pem")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> stamps("SM3", "missing.pem")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> new TimeStamps(
                        bench.database,
                        bench.leases,
                        bench.ledger,
                        new Given("file:///etc/passwd", data.resolve("tsa.pem").toString(), "SM3", 60)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> new TimeStamps(
                        bench.database,
                        bench.leases,
                        bench.ledger,
                        new Given("http://127.0.0.1/", data.resolve("tsa.pem").toString(), "SM3", 0)))
                .isInstanceOf(RefusedException.class);
    }

    private TimeStamps stamps(String digest, String certificate) {
        return new TimeStamps(
                bench.database,
                bench.leases,
                bench.ledger,
                new Given(
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                        data.resolve(certificate).toString(),
                        digest,
                        60));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer;
            try {
                answer = answers.to(exchange.getRequestBody().readAllBytes());
            } catch (Exception e) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static int indexOf(byte[] in, byte[] part) {
        for (int i = 0; i + part.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError();
    }

    /** What the operator configured. */
    private record Given(String url, String certificate, String digest, int every_minutes)
            implements TimeStamps.Configuration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return TimeStamps.Configuration.class;
        }
    }

    /** Signs tokens with a certificate of its own. */
    private static final class Authority {

        private final KeyPair pair;
        private final X509CertificateHolder certificate;
        private long serial;

        private Authority(String name) throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            pair = generator.generateKeyPair();
            X500Name subject = new X500Name(name);
            certificate = new JcaX509v3CertificateBuilder(
                            subject,
                            BigInteger.ONE,
                            new Date(System.currentTimeMillis() - 86_400_000L),
                            new Date(System.currentTimeMillis() + 86_400_000L),
                            subject,
                            pair.getPublic())
                    .addExtension(
                            Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setProvider(PROVIDER)
                            .build(pair.getPrivate()));
        }

        private void write(Path file) throws IOException {
            Files.writeString(
                    file,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        }

        private TimeStampResponseGenerator generator() throws Exception {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder()
                            .setProvider(PROVIDER)
                            .build("SHA256withECDSA", pair.getPrivate(), certificate),
                    new JcaDigestCalculatorProviderBuilder()
                            .setProvider(PROVIDER)
                            .build()
                            .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                    POLICY);
            tokens.addCertificates(
                    new JcaCertStore(List.of(new JcaX509CertificateConverter().getCertificate(certificate))));
            return new TimeStampResponseGenerator(
                    tokens, Set.of(GMObjectIdentifiers.sm3.getId(), NISTObjectIdentifiers.id_sha256.getId()));
        }

        private byte[] stamp(byte[] request) throws Exception {
            return generator()
                    .generate(new TimeStampRequest(request), BigInteger.valueOf(++serial), new Date())
                    .getEncoded();
        }

        private byte[] reject(byte[] request) throws Exception {
            return generator()
                    .generateRejectedResponse(new TSPException("not now"))
                    .getEncoded();
        }
    }
}
