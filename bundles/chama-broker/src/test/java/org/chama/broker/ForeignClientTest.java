package org.chama.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.chama.api.broker.Queues;
import org.chama.api.crypto.Tls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are not ours: AMQP by Qpid, STOMP by hand. */
class ForeignClientTest {

    private static final String INTAKE = Queues.INTAKE + "police";
    private static final String DELIVERY = Queues.DELIVERY + "police.g7";

    @TempDir
    Path folder;

    private final Clients clients = new Clients();
    private final TestAuthority authority = new TestAuthority();
    private final TestAuthority.Holder node = authority.issue("node", 30);
    private final TestAuthority.Holder vehicles = authority.issue("vehicles", 30);
    private TestTls tls;
    private EmbeddedBroker broker;
    private CoreQueues queues;
    private TlsDoor door;
    private int port;

    @BeforeEach
    void start() throws Exception {
        clients.enter("vehicles", "police");
        clients.enter("schools", "education");
        clients.bind("vehicles", vehicles.certificate());
        port = free();
        broker = new EmbeddedBroker(
                new BrokerSettings(folder, port, "", "chama", "secret", 64L << 20, 1L << 30),
                () -> Optional.of(clients.guards()));
        queues = new CoreQueues("vm://0", "chama", "secret", "node:chama");
        for (String name : List.of(
                INTAKE,
                Queues.INTAKE + "education",
                DELIVERY,
                Queues.DELIVERY + "policeman",
                Queues.DELIVERY + "education",
                Queues.DEAD + "hub",
                Queues.EVENTS)) {
            queues.ensure(name);
        }
        tls = new TestTls(folder, free());
        node.save(tls.keyStore());
        TestAuthority.save(authority.trust(), tls.trustStore());
        door = broker.open(tls);
    }

    @AfterEach
    void stop() throws Exception {
        queues.close();
        broker.stop();
    }

    @Test
    void mayFillItsOwnIntakeAndTakeItsOwnDeliveries() throws Exception {
        deliver("for the police");
        try (Connection connection = amqp("vehicles", "secret of vehicles")) {
            assertThat(allowed(connection)).isEqualTo("for the police");
        }
        assertThat(clients.refused()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chama.intake.education", "chama.delivery.police.g7", "chama.dead.hub", "activemq.management"})
    void mayNotSendElsewhere(String address) throws Exception {
        try (Connection connection = amqp("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = session.createQueue(address);
            assertThatThrownBy(() -> session.createProducer(queue).send(session.createTextMessage("x")))
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> session.createProducer(null).send(queue, session.createTextMessage("x")))
                    .isInstanceOf(JMSException.class);
        }
        assertThat(clients.refused()).anyMatch(line -> line.startsWith("client:vehicles ") && line.contains(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chama.intake.police2", "chama.intake.#", "nowhere", "chama.intake.police,nowhere"})
    void mayNotSendWhereNothingIs(String address) throws Exception {
        try (Connection connection = amqp("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = session.createQueue(address);
            assertThatThrownBy(() -> session.createProducer(queue).send(session.createTextMessage("x")))
                    .isInstanceOf(JMSException.class);
        }
        assertThat(queues.depth(address)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chama.delivery.education",
                "chama.delivery.policeman",
                "chama.intake.police",
                "chama.events",
                "chama.dead.hub",
                "activemq.management",
                "chama.delivery.police.g7::chama.dead.hub",
                "chama.dead.hub::chama.delivery.police.g7",
                "chama.#"
            })
    void mayNotTakeFromElsewhere(String address) throws Exception {
        try (Connection connection = amqp("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            Queue queue = session.createQueue(address);
            assertThatThrownBy(() -> session.createConsumer(queue)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> session.createBrowser(queue).getEnumeration())
                    .isInstanceOf(JMSException.class);
        }
    }

    @Test
    void mayNotMakeQueues() throws Exception {
        try (Connection connection = amqp("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            assertThatThrownBy(session::createTemporaryQueue).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> session.createConsumer(session.createTopic(Queues.EVENTS)))
                    .isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> session.createProducer(session.createTopic(Queues.EVENTS))
                            .send(session.createMessage()))
                    .isInstanceOf(JMSException.class);
        }
        assertThat(clients.refused()).isNotEmpty().allMatch(line -> line.startsWith("client:vehicles RUNTIME "));
    }

    @Test
    void isNobodyWithAWrongNameSecretOrNone() throws Exception {
        assertThatThrownBy(() -> amqp("nobody", "secret of nobody")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> amqp("vehicles", "secret of schools")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> amqp("chama", "guess")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> amqp(null, null)).isInstanceOf(JMSException.class);
        assertThat(clients.refused())
                .contains(
                        "nobody from QUEUE 127.0.0.1",
                        "vehicles from QUEUE 127.0.0.1",
                        "chama from QUEUE 127.0.0.1",
                        " from QUEUE 127.0.0.1");
        assertThat(stomp(new Socket(InetAddress.getLoopbackAddress(), port), "login:vehicles\npasscode:guess\n", ""))
                .startsWith("ERROR");
    }

    @Test
    void isCutOffWhenItsCredentialIsRevoked() throws Exception {
        List<JMSException> lost = new CopyOnWriteArrayList<>();
        Connection connection = amqp("vehicles", "secret of vehicles");
        connection.setExceptionListener(lost::add);
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        session.createProducer(session.createQueue(INTAKE)).send(session.createTextMessage("before"));
        broker.sweep();
        session.createProducer(session.createQueue(INTAKE)).send(session.createTextMessage("still"));

        clients.revoke("vehicles");
        broker.sweep();

        await().atMost(Duration.ofSeconds(5)).until(() -> !lost.isEmpty());
        assertThatThrownBy(() ->
                        session.createProducer(session.createQueue(INTAKE)).send(session.createTextMessage("after")))
                .isInstanceOf(JMSException.class);
        assertThat(queues.depth(INTAKE)).isEqualTo(2);
        assertThatThrownBy(() -> amqp("vehicles", "secret of vehicles")).isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void cannotPassForTheNode() throws Exception {
        try (Connection connection = new JmsConnectionFactory(
                                "amqp://127.0.0.1:" + port + "?jms.populateJMSXUserID=true")
                        .createConnection("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            assertThatThrownBy(() -> session.createProducer(session.createQueue(INTAKE))
                            .send(session.createTextMessage("user-id")))
                    .isInstanceOf(JMSException.class);
        }
        try (Connection connection = amqp("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            Message message = session.createTextMessage("property");
            message.setStringProperty("_AMQ_VALIDATED_USER", "node:chama");
            assertThatThrownBy(() ->
                            session.createProducer(session.createQueue(INTAKE)).send(message))
                    .isInstanceOf(JMSException.class);
        }
        String headers = "login:vehicles\npasscode:secret of vehicles\n";
        assertThat(stomp(
                        new Socket(InetAddress.getLoopbackAddress(), port),
                        headers,
                        "SEND\ndestination:" + INTAKE
                                + "\nJMSXUserID:node\\cchama\n_AMQ_VALIDATED_USER:node\\cchama\nreceipt:1\n\nx\0"))
                .contains("RECEIPT\nreceipt-id:1");
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port);
                Connection connection = factory.createConnection("vehicles", "secret of vehicles");
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            Message message = session.createMessage();
            message.setStringProperty("JMSXUserID", "node:chama");
            session.createProducer(session.createQueue(INTAKE)).send(message);
        }
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0", "chama", "secret");
                Connection connection = factory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            session.createProducer(session.createQueue(INTAKE)).send(session.createMessage());
            List<String> senders = new CopyOnWriteArrayList<>();
            var consumer = session.createConsumer(session.createQueue(INTAKE));
            for (Message message = consumer.receive(2000); message != null; message = consumer.receiveNoWait()) {
                senders.add(message.getStringProperty(Queues.SENDER));
            }
            assertThat(senders).containsExactly("client:vehicles", "client:vehicles", queues.node());
        }
    }

    @Test
    void speaksStomp() throws Exception {
        String headers = "login:vehicles\npasscode:secret of vehicles\n";
        assertThat(stomp(
                        new Socket(InetAddress.getLoopbackAddress(), port),
                        headers,
                        "SEND\ndestination:" + INTAKE + "\nreceipt:1\n\nx\0"))
                .contains("CONNECTED", "RECEIPT");
        assertThat(stomp(
                        new Socket(InetAddress.getLoopbackAddress(), port),
                        headers,
                        "SEND\ndestination:chama.intake.education\nreceipt:1\n\nx\0"))
                .contains("ERROR")
                .doesNotContain("RECEIPT\nreceipt-id:1");
        assertThat(queues.depth(INTAKE)).isEqualTo(1);
        assertThat(queues.depth(Queues.INTAKE + "education")).isZero();
    }

    @Test
    void survivesGarbage() throws Exception {
        for (int to : new int[] {port, tls.brokerPort()}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to)) {
                socket.getOutputStream().write(new byte[65536]);
            } catch (IOException e) {
                assertThat(e).as("cut off while writing").isInstanceOf(IOException.class);
            }
        }
        mayFillItsOwnIntakeAndTakeItsOwnDeliveries();
    }

    @Test
    void isKnownByItsCertificate() throws Exception {
        deliver("for the police");
        try (Connection connection = amqps(vehicles, authority).createConnection()) {
            assertThat(allowed(connection)).isEqualTo("for the police");
        }
        try (Connection connection = amqps(vehicles, authority).createConnection("vehicles", "whatever")) {
            connection.start();
        }
        assertThat(clients.refused()).isEmpty();
        assertThatThrownBy(() -> use(amqps(vehicles, authority), "schools", "secret of schools"))
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> use(amqps(vehicles, authority), "chama", "secret"))
                .isInstanceOf(JMSSecurityException.class);
        assertThat(stomp(
                        vehicles.context(authority).getSocketFactory().createSocket("127.0.0.1", tls.brokerPort()),
                        "",
                        "SEND\ndestination:" + INTAKE + "\nreceipt:1\n\nx\0"))
                .contains("CONNECTED", "RECEIPT");
    }

    @Test
    void isNobodyWithACertificateThatIsUnboundExpiredOrOfAnotherAuthority() throws Exception {
        // the same name as the bound one, while that one is connected
        try (Connection connection = amqps(vehicles, authority).createConnection()) {
            connection.start();
            assertThatThrownBy(() -> use(amqps(authority.issue("vehicles", 30), authority), "", ""))
                    .isInstanceOf(JMSSecurityException.class);
            assertThat(clients.refused()).containsExactly("certificate from QUEUE 127.0.0.1");
        }
        TestAuthority.Holder expired = authority.issue("vehicles", 0);
        clients.bind("vehicles", expired.certificate());
        assertThatThrownBy(() -> use(amqps(expired, authority), "", "")).isInstanceOf(JMSException.class);

        TestAuthority.Holder foreign = new TestAuthority().issue("vehicles", 30);
        clients.bind("vehicles", foreign.certificate());
        assertThatThrownBy(() -> use(amqps(foreign, authority), "", "")).isInstanceOf(JMSException.class);

        JmsConnectionFactory none = new JmsConnectionFactory("amqps://127.0.0.1:" + tls.brokerPort());
        none.setSslContext(withoutKey());
        assertThatThrownBy(() -> use(none, "vehicles", "secret of vehicles")).isInstanceOf(JMSException.class);
    }

    @Test
    void doesNotSpeakCoreOverTls() {
        Path mine = folder.resolve("vehicles.p12");
        vehicles.save(mine);
        String url = "tcp://127.0.0.1:" + tls.brokerPort() + "?sslEnabled=true&callTimeout=2000&keyStorePath=" + mine
                + "&keyStorePassword=changeit&trustStorePassword=changeit&trustStorePath=" + tls.trustStore();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url)) {
            assertThatThrownBy(factory::createConnection).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void takesNewCertificatesWithoutEndingConnections() throws Exception {
        TestAuthority next = new TestAuthority();
        TestAuthority.Holder renewed = next.issue("vehicles", 30);
        clients.bind("vehicles", renewed.certificate());
        try (Connection before = amqps(vehicles, authority).createConnection();
                Session session = before.createSession(Session.AUTO_ACKNOWLEDGE)) {
            next.issue("node", 30).save(tls.keyStore());
            TestAuthority.save(next.trust(), tls.trustStore());
            door.reload();

            session.createProducer(session.createQueue(INTAKE)).send(session.createTextMessage("still there"));
            try (Connection after = amqps(renewed, next).createConnection()) {
                after.start();
            }
            assertThatThrownBy(() -> use(amqps(vehicles, authority), "", "")).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void findsTheDoorClosedAfterwards() throws Exception {
        door.close();
        assertThatThrownBy(() -> use(amqps(vehicles, authority), "", "")).isInstanceOf(JMSException.class);
    }

    private void deliver(String text) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0", "chama", "secret");
                Connection connection = factory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            session.createProducer(session.createQueue(DELIVERY)).send(message);
        }
    }

    /** Does all that is allowed; gives the delivery. */
    private static String allowed(Connection connection) throws JMSException {
        connection.start();
        try (Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue(INTAKE)).send(session.createTextMessage("x"));
            session.createBrowser(session.createQueue(DELIVERY))
                    .getEnumeration()
                    .hasMoreElements();
            Message message =
                    session.createConsumer(session.createQueue(DELIVERY)).receive(5000);
            return new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
        }
    }

    private Connection amqp(String user, String password) throws JMSException {
        Connection connection = new JmsConnectionFactory("amqp://127.0.0.1:" + port).createConnection(user, password);
        connection.start();
        return connection;
    }

    /** The protocol asks who it is only when something is to be done. */
    private static void use(JmsConnectionFactory factory, String user, String password) throws JMSException {
        try (Connection connection =
                user.isEmpty() ? factory.createConnection() : factory.createConnection(user, password)) {
            connection.start();
        }
    }

    private JmsConnectionFactory amqps(TestAuthority.Holder client, TestAuthority trusted) {
        JmsConnectionFactory factory = new JmsConnectionFactory("amqps://127.0.0.1:" + tls.brokerPort());
        factory.setSslContext(client.context(trusted));
        return factory;
    }

    private SSLContext withoutKey() throws Exception {
        var trust =
                javax.net.ssl.TrustManagerFactory.getInstance(javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority.trust());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Connects, sends frames, says goodbye and gives all that is answered. */
    private static String stomp(Socket socket, String headers, String frames) throws IOException {
        try (socket) {
            socket.setSoTimeout(10_000);
            String all = "CONNECT\naccept-version:1.1\nhost:x\n" + headers + "\n\0" + frames
                    + "DISCONNECT\nreceipt:bye\n\n\0";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            try {
                for (int c = in.read(); c >= 0 && answer.indexOf("receipt-id:bye") < 0; c = in.read()) {
                    answer.append((char) c);
                }
            } catch (IOException e) {
                answer.append("\ncut off");
            }
            return answer.toString();
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Files of a node. */
    private record TestTls(Path folder, int brokerPort) implements Tls {

        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public int httpPort() {
            return 0;
        }

        @Override
        public Path keyStore() {
            return folder.resolve("node.p12");
        }

        @Override
        public char[] keyStorePassword() {
            return TestAuthority.PASSWORD.clone();
        }

        @Override
        public Path trustStore() {
            return folder.resolve("trust.p12");
        }

        @Override
        public char[] trustStorePassword() {
            return TestAuthority.PASSWORD.clone();
        }

        @Override
        public List<String> protocols() {
            return List.of("TLSv1.3", "TLSv1.2");
        }

        @Override
        public AutoCloseable onReload(Runnable listener) {
            return () -> {};
        }
    }
}
