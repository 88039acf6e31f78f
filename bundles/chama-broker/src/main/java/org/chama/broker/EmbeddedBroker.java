package org.chama.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.chama.api.broker.Queues;

/**
 * The broker inside the node: its journal lies in the node's data folder, every commit is on disk before it is answered, nothing
 * comes into being by itself, and only loopback reaches it.
 */
final class EmbeddedBroker {

    /** A batch is at most about 2 MiB; it must fit into one journal record to stay an ordinary message. */
    private static final int JOURNAL_BUFFER = 12 * 1024 * 1024;

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    EmbeddedBroker(BrokerSettings settings) throws Exception {
        server.setConfiguration(configuration(settings));
        server.setSecurityManager(new OneAccount(settings.user(), settings.password()));
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }

    private static Configuration configuration(BrokerSettings settings) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("chama");
        configuration.setPersistenceEnabled(true);
        configuration.setSecurityEnabled(true);
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
        configuration.addAddressSetting(
                Queues.INTAKE + "#",
                closed().setMaxSizeBytes(settings.queueBytes())
                        .setPageSizeBytes(JOURNAL_BUFFER)
                        .setPageLimitBytes(settings.pageBytes())
                        .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL));
        configuration.putSecurityRoles("#", Set.of(OneAccount.ROLE));
        return configuration;
    }

    /** What holds for every address: bounded, pages to disk, never deletes a message, never makes a queue by itself. */
    private static AddressSettings closed() {
        return new AddressSettings()
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

    /** The node's own account; departments' accounts come with the directory. */
    private record OneAccount(String user, String password) implements ActiveMQSecurityManager {

        static final Role ROLE =
                new Role("node", true, true, true, true, true, true, false, true, true, true, true, true);

        @Override
        public boolean validateUser(String name, String secret) {
            return user.equals(name)
                    && secret != null
                    && MessageDigest.isEqual(
                            password.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean validateUserAndRole(String name, String secret, Set<Role> roles, CheckType type) {
            return validateUser(name, secret) && roles.stream().anyMatch(type::hasRole);
        }
    }
}
