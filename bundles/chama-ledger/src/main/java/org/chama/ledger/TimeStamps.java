package org.chama.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.ledger.Blocks.Sealed;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the newest block stamped by a time stamping authority (RFC 3161), when one is configured, and records the token as a ledger
 * line {@code ledger-stamped}: it is sealed, exported and archived like every other. What is stamped are the bytes of the block's
 * header.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.chama.ledger.timestamp",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TimeStamps.Configuration.class)
public final class TimeStamps {

    private static final Logger LOG = LoggerFactory.getLogger(TimeStamps.class);
    private static final String KIND = "ledger-stamped";
    private static final String LEASE = "ledger-timestamp";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LEASE_TIME = Duration.ofMinutes(2);
    private static final int LONGEST = 1 << 16;
    private static final int GOOD = 200;

    @ObjectClassDefinition(name = "Time stamps of the ledger 台账时间戳")
    @interface Configuration {

        @AttributeDefinition(description = "http or https address of the time stamping authority")
        String url();

        @AttributeDefinition(description = "PEM file of the certificate it signs with; no other token is accepted")
        String certificate();

        @AttributeDefinition(description = "digest it takes: SM3 or SHA-256")
        String digest() default "SM3";

        @AttributeDefinition(description = "minutes between two stamps, at least 1")
        int every_minutes() default 60;
    }

    private final Database database;
    private final Leases leases;
    private final Ledger ledger;
    private final URI authority;
    private final X509Certificate certificate;
    private final boolean sm3;
    private final Duration answer;
    private final HttpClient http;
    private final SecureRandom random = new SecureRandom();
    private final ScheduledExecutorService timer;
    private boolean failing;

    @Activate
    public TimeStamps(
            @Reference Database database,
            @Reference Leases leases,
            @Reference Ledger ledger,
            Configuration configuration) {
        this(database, leases, ledger, configuration, ANSWER);
    }

    /** @param answer within which the whole answer must be there */
    TimeStamps(Database database, Leases leases, Ledger ledger, Configuration configuration, Duration answer) {
        this.answer = answer;
        this.database = database;
        this.leases = leases;
        this.ledger = ledger;
        this.authority = authority(configuration.url());
        this.certificate = certificate(Path.of(configuration.certificate()));
        this.sm3 = sm3(configuration.digest());
        int minutes = minutes(configuration.every_minutes());
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-ledger-timestamp");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::tick, minutes, minutes, TimeUnit.MINUTES);
    }

    @Deactivate
    void close() {
        timer.shutdownNow();
    }

    private static URI authority(String url) {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new RefusedException(
                    "timestamp-url",
                    "时间戳服务地址 url 须以 http:// 或 https:// 开头。",
                    "The url of the time stamping authority must begin with http:// or https://.");
        }
        return URI.create(url);
    }

    private static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                    .generateCertificate(in);
        } catch (IOException | GeneralSecurityException | ClassCastException e) {
            throw new RefusedException(
                    "timestamp-certificate",
                    "时间戳服务证书文件 " + file + " 无法读取。",
                    "The certificate of the time stamping authority, " + file + ", cannot be read.");
        }
    }

    private static boolean sm3(String digest) {
        if (!digest.equals("SM3") && !digest.equals("SHA-256")) {
            throw new RefusedException(
                    "timestamp-digest", "digest 只能是 SM3 或 SHA-256。", "digest must be SM3 or SHA-256.");
        }
        return digest.equals("SM3");
    }

    private static int minutes(int minutes) {
        if (minutes < 1) {
            throw new RefusedException(
                    "timestamp-minutes", "every.minutes 至少为 1。", "every.minutes must be at least 1.");
        }
        return minutes;
    }

    private void tick() {
        try {
            stampNewest();
            if (failing) {
                failing = false;
                LOG.info("the time stamping authority stamps again");
            }
        } catch (IOException | TSPException | DatabaseException | RefusedException e) {
            if (!failing) {
                failing = true;
                LOG.warn("the newest block got no time stamp, tried again later: {}", e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the newest block got no time stamp", e);
        }
    }

    /** @return whether there was something to stamp, and this is the node that does */
    boolean stampNewest() throws IOException, TSPException, InterruptedException {
        Optional<Sealed> newest = database.read(Blocks::newest);
        if (newest.isEmpty() || stamped(newest.get())) {
            return false;
        }
        Optional<Lease> lease = leases.acquire(LEASE, LEASE_TIME);
        if (lease.isEmpty()) {
            return false;
        }
        TimeStampToken token = stamp(newest.get());
        record(lease.get(), newest.get(), token);
        return true;
    }

    /** Also when nothing has come since but the line about the last stamp. */
    private boolean stamped(Sealed newest) {
        Optional<Line> last = ledger
                .lines(
                        new Ledger.Selection(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(KIND),
                                Optional.empty(),
                                Optional.empty()),
                        Optional.empty(),
                        1)
                .entries()
                .stream()
                .findFirst();
        long block = newest.header().number();
        return last.isPresent()
                && (last.get().about().equals("block:" + block)
                        || last.get().about().equals("block:" + (block - 1))
                                && newest.header().count() == 1
                                && newest.header().first() == last.get().number());
    }

    private TimeStampToken stamp(Sealed block) throws IOException, TSPException, InterruptedException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        ASN1ObjectIdentifier algorithm = sm3 ? GMObjectIdentifiers.sm3 : NISTObjectIdentifiers.id_sha256;
        byte[] imprint = sm3 ? block.header().hash() : sha256(block.header().bytes());
        TimeStampRequest request = generator.generate(algorithm, imprint, new BigInteger(64, random));
        TimeStampResponse response = new TimeStampResponse(ask(request.getEncoded()));
        response.validate(request);
        TimeStampToken token = response.getTimeStampToken();
        if (token == null) {
            throw new IOException("the time stamping authority refused: status " + response.getStatus());
        }
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(certificate));
        } catch (OperatorCreationException e) {
            throw new IOException("the authority's certificate cannot be used", e);
        }
        return token;
    }

    private byte[] ask(byte[] request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(authority)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int status = await(http.sendAsync(
                        post, BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> keep(bytes, body)))))
                .statusCode();
        if (status != GOOD) {
            throw new IOException("the time stamping authority answered " + status);
        }
        if (body.size() > LONGEST) {
            throw new IOException("the time stamping authority answered more than " + LONGEST + " bytes");
        }
        return body.toByteArray();
    }

    private static void keep(byte[] bytes, ByteArrayOutputStream body) {
        body.write(bytes, 0, Math.min(bytes.length, LONGEST + 1 - body.size()));
    }

    /** A time-out of the request would end with its headers; this one is for the body too. */
    private <T> T await(CompletableFuture<T> asked) throws IOException, InterruptedException {
        try {
            return asked.get(answer.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the time stamping authority did not answer: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the time stamping authority did not answer within " + answer.toMillis() + " ms", e);
        } finally {
            asked.cancel(true);
        }
    }

    private void record(Lease lease, Sealed block, TimeStampToken token) throws IOException {
        String detail = "{\"block\":" + block.header().number() + ",\"hash\":\""
                + HexFormat.of().formatHex(block.hash()) + "\",\"digest\":\"" + (sm3 ? "SM3" : "SHA-256")
                + "\",\"time\":\"" + token.getTimeStampInfo().getGenTime().toInstant() + "\",\"token\":\""
                + Base64.getEncoder().encodeToString(token.getEncoded()) + "\"}";
        database.write(c -> {
            leases.check(c, lease);
            ledger.append(
                    c,
                    List.of(new Ledger.Entry(
                            Actor.machine("node:" + leases.node()),
                            KIND,
                            "block:" + block.header().number(),
                            detail)));
            return 0;
        });
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
