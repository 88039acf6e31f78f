package org.chama.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorImpl;
import org.chama.api.broker.Queues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that make the same queues on one broker. */
class CoreQueuesTest {

    private static final SimpleString NOWHERE = SimpleString.of("nowhere");
    private static final String QUEUE = Queues.INTAKE + "civil-affairs";

    @TempDir
    Path folder;

    private EmbeddedBroker broker;
    private ServerLocator locator;
    private ClientSessionFactory factory;
    private ClientSession session;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(
                new BrokerSettings(folder, 0, "", "chama", "secret", 64L << 20, 1L << 30), Optional::empty);
        locator = ServerLocatorImpl.newLocator("vm://0");
        factory = locator.createSessionFactory();
        session = factory.createSession("chama", "secret", false, true, true, false, 1);
    }

    @AfterEach
    void stop() throws Exception {
        session.close();
        factory.close();
        locator.close();
        broker.stop();
    }

    @Test
    void takesForMadeWhatAnotherNodeMakesInTheSameMoment() throws Exception {
        ClientSession late = askedBeforeAnotherMadeIt();
        for (String name : new String[] {QUEUE, Queues.EVENTS}) {
            CoreQueues.make(session, name);
            CoreQueues.make(late, name);
        }
        try (CoreQueues queues = new CoreQueues("vm://0", "chama", "secret", "")) {
            assertThat(queues.depth(QUEUE)).isZero();
            assertThat(queues.up()).isTrue();
        }
    }

    /** A session whose questions were answered before the other node's queues were there. */
    private ClientSession askedBeforeAnotherMadeIt() {
        return (ClientSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClientSession.class}, (proxy, method, arguments) -> {
                    boolean question = method.getName().endsWith("Query");
                    try {
                        return method.invoke(session, question ? new Object[] {NOWHERE} : arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
