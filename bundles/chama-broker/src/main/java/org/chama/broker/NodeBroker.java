package org.chama.broker;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.broker.Queues;
import org.chama.api.crypto.Tls;
import org.chama.api.directory.Directory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the node's broker, or connects to one outside, and then offers {@link ConnectionFactory} and {@link Queues}. A broker
 * outside that is away is waited for. Clients get into the embedded one while the directory is there, from other machines while
 * {@link Tls} is.
 */
@Component(
        immediate = true,
        service = {},
        configurationPid = "org.chama.broker",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = NodeBroker.Settings.class)
public final class NodeBroker {

    /** What an operator sets in {@code etc/org.chama.broker.cfg}. */
    @ObjectClassDefinition(name = "Broker 消息队列")
    public @interface Settings {

        /** Folder of the journal; empty for {@code broker} in the node's data folder. */
        String folder() default "";

        /** Loopback port for CORE, AMQP and STOMP; 0 for none. */
        int port() default 61616;

        /**
         * URL of a broker outside, {@code (tcp://a:61616,tcp://b:61616)?sslEnabled=true&trustStorePath=…}; empty for the embedded one.
         * A host that is not this machine is reached by TLS only.
         */
        String external_url() default "";

        /** The node's account at a broker outside. */
        String external_user() default "chama";

        /** File with that account's password; only its owner may read it. */
        String external_password_file() default "";

        /** Bytes of one intake or delivery queue held in memory before it pages to disk. */
        long queue_bytes() default 64L << 20;

        /** Bytes of one intake or delivery queue on disk before senders are refused. */
        long page_bytes() default 16L << 30;
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeBroker.class);

    private static final long AGAIN_SECONDS = 2;
    private static final long SWEEP_SECONDS = 1;

    /** Batches stay ordinary messages; a transaction's sends are not confirmed one by one, its commit is. */
    private static final String PACE = "minLargeMessageSize=8388608&consumerWindowSize=8388608"
            + "&producerWindowSize=16777216&blockOnDurableSend=false&cacheDestinations=true";

    private static final String PATIENCE =
            "reconnectAttempts=-1&retryInterval=200&retryIntervalMultiplier=2&maxRetryInterval=5000&initialConnectAttempts=1";

    private final BundleContext context;
    private final BrokerSettings settings;
    private final ScheduledExecutorService starter = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chama-broker");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Authentication authentication;
    private volatile Access access;
    private volatile Directory directory;
    private EmbeddedBroker embedded;
    private Optional<Tls> tls = Optional.empty();
    private Optional<TlsDoor> tlsDoor = Optional.empty();
    private Optional<AutoCloseable> tlsReloads = Optional.empty();
    private CoreQueues queues;
    private ActiveMQConnectionFactory connections;
    private ServiceRegistration<Queues> queuesOffer;
    private ServiceRegistration<ConnectionFactory> connectionsOffer;
    private String waitsFor = "";

    @Activate
    public NodeBroker(BundleContext context, Settings settings) throws IOException {
        this.context = context;
        Path data = Path.of(System.getProperty("karaf.data", "data"));
        boolean inside = settings.external_url().isBlank();
        if (!inside) {
            requireSafe(settings.external_url().strip());
        }
        this.settings = new BrokerSettings(
                settings.folder().isBlank() ? data.resolve("broker") : Path.of(settings.folder()),
                settings.port(),
                settings.external_url().strip(),
                inside ? "chama" : settings.external_user(),
                inside
                        ? ownSecret(data.resolve("secrets").resolve("broker"))
                        : secret(Path.of(settings.external_password_file())),
                settings.queue_bytes(),
                settings.page_bytes());
        starter.execute(this::start);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAuthentication(Authentication there) {
        authentication = there;
    }

    void unsetAuthentication(Authentication gone) {
        authentication = authentication == gone ? null : authentication;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAccess(Access there) {
        access = there;
    }

    void unsetAccess(Access gone) {
        access = access == gone ? null : access;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setDirectory(Directory there) {
        directory = there;
    }

    void unsetDirectory(Directory gone) {
        directory = directory == gone ? null : directory;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setTls(Tls there) {
        later(() -> {
            closeTls();
            tls = Optional.of(there);
            openTls();
        });
    }

    void unsetTls(Tls gone) {
        later(() -> {
            if (tls.filter(gone::equals).isPresent()) {
                closeTls();
                tls = Optional.empty();
            }
        });
    }

    @Deactivate
    void stop() throws Exception {
        starter.shutdownNow();
        if (!starter.awaitTermination(30, TimeUnit.SECONDS)) {
            LOG.warn("The broker is still starting while it is being stopped");
        }
        if (connectionsOffer != null) {
            connectionsOffer.unregister();
            queuesOffer.unregister();
        }
        tlsReloads.ifPresent(NodeBroker::close);
        if (queues != null) {
            queues.close();
        }
        if (connections != null) {
            connections.close();
        }
        if (embedded != null) {
            embedded.stop();
        }
    }

    private void start() {
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(ActiveMQConnectionFactory.class.getClassLoader());
        try {
            boolean inside = settings.externalUrl().isEmpty();
            if (inside && embedded == null) {
                embedded = new EmbeddedBroker(settings, this::guards);
                openTls();
                starter.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
                LOG.info(
                        "Embedded broker started: journal NIO in {}, loopback port {}",
                        settings.folder(),
                        settings.port());
            }
            String url = inside ? "vm://0" : settings.externalUrl();
            String joint = url.contains("?") ? "&" : "?";
            if (queues == null) {
                queues = new CoreQueues(
                        url + joint + PATIENCE,
                        settings.user(),
                        settings.password(),
                        inside ? Gatekeeper.sender(settings.user()) : "");
            }
            queues.ensure(Queues.EVENTS);
            queues.ensureDeadLetters();
            connections = new ActiveMQConnectionFactory(url + joint + PACE + "&" + PATIENCE);
            connections.setUser(settings.user()).setPassword(settings.password());
            queuesOffer = context.registerService(Queues.class, queues, null);
            connectionsOffer = context.registerService(ConnectionFactory.class, connections, null);
            if (!inside) {
                LOG.info("Connected to the broker at {}", hosts(settings.externalUrl()));
            }
        } catch (CoreQueues.NoDeadLetterException e) {
            if (waitsFor(e.getMessage())) {
                LOG.error("The broker is not used: {}", e.getMessage());
            }
            starter.schedule(this::start, AGAIN_SECONDS, TimeUnit.SECONDS);
        } catch (CoreQueues.BrokerAwayException e) {
            if (waitsFor("broker")) {
                LOG.warn("Waiting for the broker at {}: {}", hosts(settings.externalUrl()), e.getMessage());
            }
            starter.schedule(this::start, AGAIN_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.error("The broker cannot start: {}", e.getMessage(), e);
        }
    }

    /** The URL without its parameters: passwords of key stores may be among them. */
    static String hosts(String url) {
        return url.replaceAll("\\?[^,)]*", "");
    }

    private Optional<Guards> guards() {
        Authentication proves = authentication;
        Access decides = access;
        Directory knows = directory;
        return proves == null || decides == null || knows == null
                ? Optional.empty()
                : Optional.of(new Guards(proves, decides, knows));
    }

    private void sweep() {
        try {
            embedded.sweep();
        } catch (RuntimeException e) {
            LOG.warn("Connections could not be checked and will be again in a second", e);
        }
    }

    private void openTls() {
        if (embedded == null || tls.isEmpty() || tlsDoor.isPresent()) {
            return;
        }
        Tls there = tls.get();
        try {
            tlsDoor = Optional.of(embedded.open(there));
            tlsReloads = Optional.of(there.onReload(() -> later(this::reloadTls)));
            LOG.info("AMQP and STOMP with client certificates at {}:{}", there.address(), there.brokerPort());
        } catch (Exception e) {
            LOG.error(
                    "消息代理的 TLS 端口 {}:{} 未能打开 / the TLS port of the broker cannot be opened",
                    there.address(),
                    there.brokerPort(),
                    e);
        }
    }

    private void reloadTls() {
        if (tlsDoor.isEmpty()) {
            openTls();
            return;
        }
        try {
            tlsDoor.get().reload();
            LOG.info("The TLS port of the broker took the new certificates");
        } catch (Exception e) {
            LOG.error("消息代理的 TLS 端口未能启用新证书 / the TLS port of the broker did not take the new certificates", e);
        }
    }

    private void closeTls() {
        tlsReloads.ifPresent(NodeBroker::close);
        tlsReloads = Optional.empty();
        tlsDoor.ifPresent(door -> close(door::close));
        tlsDoor = Optional.empty();
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            LOG.warn("A part of the TLS port did not close", e);
        }
    }

    /** On the one thread that starts; not at all when the broker is being stopped. */
    private void later(Runnable work) {
        try {
            starter.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("the broker is being stopped");
        }
    }

    private static void requireSafe(String url) {
        try {
            Outside.requireSafe(url);
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
            throw e;
        }
    }

    /** Whether this is another reason than that of the last try: each is told once. */
    private boolean waitsFor(String reason) {
        boolean other = !reason.equals(waitsFor);
        waitsFor = reason;
        return other;
    }

    /** The embedded broker's own password: made at first start, readable by its owner only. */
    private static String ownSecret(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    "broker",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, Base64.getUrlEncoder().encodeToString(random));
            Files.move(fresh, file);
        }
        return secret(file);
    }

    private static String secret(Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                .containsAll(rights)) {
            throw new IOException("The password file " + file + " may be read by others: chmod 600 " + file);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
