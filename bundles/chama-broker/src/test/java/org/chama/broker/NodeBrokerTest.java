package org.chama.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.chama.api.broker.Queues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class NodeBrokerTest {

    private static final String DEAD_LETTERS = "chama.dead.broker";
    private static final String EXPIRED = "chama.expired";

    @TempDir
    Path data;

    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    private final String before = System.getProperty("karaf.data", "data");

    @BeforeEach
    void inFolder() {
        System.setProperty("karaf.data", data.toString());
    }

    @AfterEach
    void back() {
        System.setProperty("karaf.data", before);
    }

    @Test
    void keepsWhatIsTooOldToBeDelivered() throws Exception {
        NodeBroker broker = new NodeBroker(context(), settings(""));
        try {
            await().until(() -> services.keySet().containsAll(Set.of(Queues.class, ConnectionFactory.class)));
            Queues queues = (Queues) services.get(Queues.class);
            assertThat(queues.depth(DEAD_LETTERS)).isZero();
            assertThat(queues.depth(EXPIRED)).isZero();

            queues.ensure(Queues.INTAKE + "civil-affairs");
            ConnectionFactory connections = (ConnectionFactory) services.get(ConnectionFactory.class);
            try (Connection connection = connections.createConnection();
                    Session session = connection.createSession(Session.SESSION_TRANSACTED);
                    MessageProducer producer =
                            session.createProducer(session.createQueue(Queues.INTAKE + "civil-affairs"))) {
                producer.setTimeToLive(1);
                producer.send(session.createBytesMessage());
                session.commit();
                connection.start();
                await().until(() -> {
                    session.createConsumer(session.createQueue(Queues.INTAKE + "civil-affairs"))
                            .close();
                    return queues.depth(EXPIRED) == 1;
                });
            }
        } finally {
            broker.stop();
        }
        assertThat(services).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {DEAD_LETTERS, EXPIRED})
    void isNotOfferedWhileTheBrokerOutsideWouldDropWhatItCannotDeliver(String missing) throws Exception {
        Path secret = Files.createFile(
                data.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "secret");
        AtomicInteger refused = new AtomicInteger();
        EmbeddedActiveMQ outside = outside(missing, refused);
        NodeBroker broker = new NodeBroker(context(), settings(secret.toString()));
        try {
            await().until(() -> refused.get() >= 2);
            assertThat(services).isEmpty();

            outside.getActiveMQServer()
                    .createQueue(QueueConfiguration.of(missing)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setDurable(true));

            await().until(() -> services.keySet().containsAll(Set.of(Queues.class, ConnectionFactory.class)));
        } finally {
            broker.stop();
            outside.stop();
        }
    }

    /** A broker whose administrator lets the node make every queue but one. */
    private static EmbeddedActiveMQ outside(String kept, AtomicInteger refused) throws Exception {
        Role node = new Role("node", true, true, true, true, true, true, false, true, true, true, true, true);
        Role guest = new Role("guest", true, true, false, false, false, false, false, true, false, false, true, true);
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(false);
        configuration.setSecurityEnabled(true);
        configuration.setSecurityInvalidationInterval(0);
        configuration.setJMXManagementEnabled(false);
        configuration.addAcceptorConfiguration("node", "vm://1");
        configuration.putSecurityRoles("#", Set.of(node));
        configuration.putSecurityRoles(kept, Set.of(guest));
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.setSecurityManager(new ActiveMQSecurityManager() {
            @Override
            public boolean validateUser(String user, String password) {
                return true;
            }

            @Override
            public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
                boolean may = roles.stream().anyMatch(check::hasRole);
                if (!may) {
                    refused.incrementAndGet();
                }
                return may;
            }
        });
        server.start();
        return server;
    }

    private BundleContext context() {
        return fake(BundleContext.class, (self, method, arguments) -> {
            Class<?> type = (Class<?>) arguments[0];
            services.put(type, arguments[1]);
            return fake(ServiceRegistration.class, (registration, call, none) -> services.remove(type));
        });
    }

    /** @param secretFile of the account on the broker outside; empty for the embedded one */
    private static NodeBroker.Settings settings(String secretFile) {
        return fake(NodeBroker.Settings.class, (self, method, arguments) -> switch (method.getName()) {
            case "port" -> 0;
            case "external_url" -> secretFile.isEmpty() ? "" : "vm://1";
            case "external_password_file" -> secretFile;
            default -> method.getDefaultValue();
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
