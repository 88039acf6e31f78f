package org.chama.broker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.remoting.server.RemotingService;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.chama.api.crypto.Tls;

/**
 * The acceptor for AMQP and STOMP that takes only connections with a client certificate. New files are taken without ending
 * connections, unless their password is another. Used by one thread at a time.
 */
final class TlsDoor {

    private static final String NAME = "tls";
    private static final int MOST_CONNECTIONS = 2000;

    private final RemotingService remoting;
    private final Tls tls;
    private char[] keyPassword;
    private char[] trustPassword;

    /** @throws Exception when it cannot be opened: the address is taken, a file is wrong */
    TlsDoor(RemotingService remoting, Tls tls) throws Exception {
        this.remoting = remoting;
        this.tls = tls;
        open();
    }

    void reload() throws Exception {
        Acceptor acceptor = remoting.getAcceptor(NAME);
        if (acceptor != null
                && Arrays.equals(keyPassword, tls.keyStorePassword())
                && Arrays.equals(trustPassword, tls.trustStorePassword())) {
            acceptor.reload();
        } else {
            close();
            open();
        }
    }

    void close() throws Exception {
        remoting.destroyAcceptor(NAME);
        Arrays.fill(keyPassword, '\0');
        Arrays.fill(trustPassword, '\0');
    }

    private void open() throws Exception {
        keyPassword = tls.keyStorePassword();
        trustPassword = tls.trustStorePassword();
        Acceptor acceptor = remoting.createAcceptor(
                new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters(), NAME));
        if (acceptor == null) {
            throw new IllegalStateException("its files cannot be used");
        }
        try {
            acceptor.start();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, tls.address());
        parameters.put(TransportConstants.PORT_PROP_NAME, tls.brokerPort());
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "AMQP,STOMP");
        parameters.put(TransportConstants.CONNECTIONS_ALLOWED, MOST_CONNECTIONS);
        parameters.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        parameters.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
        parameters.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, String.join(",", tls.protocols()));
        parameters.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
        parameters.put(
                TransportConstants.KEYSTORE_PATH_PROP_NAME, tls.keyStore().toString());
        parameters.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, new String(keyPassword));
        parameters.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PKCS12");
        parameters.put(
                TransportConstants.TRUSTSTORE_PATH_PROP_NAME, tls.trustStore().toString());
        parameters.put(TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME, new String(trustPassword));
        return parameters;
    }
}
