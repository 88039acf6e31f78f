package org.chama.rest;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.chama.api.crypto.Tls;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS door, while TLS is configured. It asks for a client's certificate and takes only one the trust store vouches for; the
 * request must name a host of the node's certificate. New files are taken up without closing a connection.
 */
@Component
public final class HttpsDoor implements ConnectorFactory {

    private static final Logger LOG = LoggerFactory.getLogger(HttpsDoor.class);
    private static final int IDLE_MILLIS = 30_000;

    private final Tls tls;
    private final List<SslContextFactory.Server> contexts = new ArrayList<>();
    private final AutoCloseable listening;

    @Activate
    public HttpsDoor(@Reference Tls tls) {
        this.tls = tls;
        listening = tls.onReload(this::reload);
    }

    @Override
    public Connector createConnector(Server server) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        configure(context);
        context.setWantClientAuth(true);
        context.setRenegotiationAllowed(false);
        context.setIncludeProtocols(tls.protocols().toArray(new String[0]));
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(true);
        HttpConfiguration http = new HttpConfiguration();
        http.setSecureScheme("https");
        http.setSecurePort(tls.httpPort());
        http.setSendServerVersion(false);
        http.addCustomizer(secure);
        ServerConnector connector = new ServerConnector(
                server, new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost(tls.address());
        connector.setPort(tls.httpPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        synchronized (contexts) {
            contexts.add(context);
        }
        return connector;
    }

    @Deactivate
    void close() throws Exception {
        listening.close();
    }

    /** Tries the files apart first: a context whose reload fails could take no connection any more. */
    private void reload() {
        synchronized (contexts) {
            for (SslContextFactory.Server context : contexts) {
                try {
                    SslContextFactory.Server trial = new SslContextFactory.Server();
                    configure(trial);
                    trial.start();
                    trial.stop();
                    context.reload(fresh -> configure((SslContextFactory.Server) fresh));
                } catch (Exception e) {
                    LOG.error(
                            "The HTTPS door keeps its former certificate, the new files cannot be used: {}. HTTPS"
                                    + " 接口继续使用原证书, 新文件无法使用。",
                            e.getClass().getName());
                }
            }
        }
    }

    private void configure(SslContextFactory.Server context) {
        context.setKeyStorePath(tls.keyStore().toUri().toString());
        context.setKeyStoreType("PKCS12");
        context.setKeyStorePassword(new String(tls.keyStorePassword()));
        context.setTrustStorePath(tls.trustStore().toUri().toString());
        context.setTrustStoreType("PKCS12");
        context.setTrustStorePassword(new String(tls.trustStorePassword()));
    }
}
