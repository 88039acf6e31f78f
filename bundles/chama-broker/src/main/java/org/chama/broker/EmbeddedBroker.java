package org.chama.broker;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.chama.api.broker.Queues;
import org.chama.api.crypto.Tls;

/**
 * The broker inside the node: its journal lies in the node's data folder, every commit is on disk before it is answered, nothing
 * comes into being by itself, and only loopback reaches it, or over TLS who has a certificate.
 */
final class EmbeddedBroker {

    /** A batch is at most about 2 MiB; it must fit into one journal record to stay an ordinary message. */
    private static final int JOURNAL_BUFFER = 12 * 1024 * 1024;

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final Gatekeeper gatekeeper;

    EmbeddedBroker(BrokerSettings settings, Supplier<Optional<Guards>> guards) throws Exception {
        gatekeeper = new Gatekeeper(settings.user(), settings.password(), guards, Clock.systemUTC());
        server.setConfiguration(configuration(settings));
        server.setSecurityManager(gatekeeper);
        server.start();
    }

    /** Opens the door for other machines. */
    TlsDoor open(Tls tls) throws Exception {
        return new TlsDoor(server.getActiveMQServer().getRemotingService(), tls);
    }

    /** Ends connections that no longer stand; to be called every second. */
    void sweep() {
        gatekeeper.sweep();
    }

    void stop() throws Exception {
        server.stop();
    }

    private static Configuration configuration(BrokerSettings settings) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("chama");
        configuration.setPersistenceEnabled(true);
        configuration.setSecurityEnabled(true);
        configuration.setAuthenticationCacheSize(0);
        configuration.setAuthorizationCacheSize(0);
        configuration.setPopulateValidatedUser(true);
        configuration.registerBrokerPlugin(new Forgery());
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalDirectory(settings.folder().resolve("journal").toString());
        configuration.setBindingsDirectory(settings.folder().resolve("bindings").toString());
        configuration.setPagingDirectory(settings.folder().resolve("paging").toString());
        configuration.setLargeMessagesDirectory(
                settings.folder().resolve("large").toString());
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalBufferSize_NIO(JOURNAL_BUFFER);
        configuration.setJournalBufferTimeout_NIO(500_000);
        configuration.setJournalFileSize(4 * JOURNAL_BUFFER);
        configuration.setJournalMinFiles(4);
        configuration.setJournalPoolFiles(10);
        configuration.setMaxDiskUsage(90);
        configuration.setGlobalMaxSize(Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4));
        configuration.setMessageCounterEnabled(false);
        configuration.addAcceptorConfiguration("node", "vm://0");
        if (settings.port() > 0) {
            configuration.addAcceptorConfiguration(
                    "loopback", "tcp://127.0.0.1:" + settings.port() + "?protocols=CORE,AMQP,STOMP");
        }
        AddressSettings closed = closed();
        configuration.addAddressSetting("#", closed);
        for (String bounded : new String[] {Queues.INTAKE, Queues.DELIVERY}) {
            configuration.addAddressSetting(
                    bounded + "#",
                    closed().setMaxSizeBytes(settings.queueBytes())
                            .setPageSizeBytes(JOURNAL_BUFFER)
                            .setPageLimitBytes(settings.pageBytes())
                            .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL));
        }
        configuration.putSecurityRoles("#", Set.of(Gatekeeper.NODE_ROLE));
        return configuration;
    }

    /** What holds for every address: bounded, pages to disk, never deletes a message, never makes a queue by itself. */
    private static AddressSettings closed() {
        return new AddressSettings()
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setAutoCreateDeadLetterResources(false)
                .setAutoCreateExpiryResources(false)
                .setDeadLetterAddress(SimpleString.of(CoreQueues.DEAD_LETTERS))
                .setExpiryAddress(SimpleString.of(CoreQueues.EXPIRED))
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0)
                .setMaxSizeBytes(32L << 20)
                .setPageSizeBytes(JOURNAL_BUFFER)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE);
    }
}
