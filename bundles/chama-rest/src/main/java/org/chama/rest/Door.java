package org.chama.rest;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the servlets of this bundle as long as the plain HTTP service listens on loopback only: everybody else comes by TLS
 * ({@link HttpsDoor}). Looks again whenever the configuration of the HTTP service changes.
 */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class Door implements SynchronousConfigurationListener {

    static final String PID = "org.apache.felix.http";
    static final String HOST = "org.apache.felix.http.host";

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final Platform platform;
    private final List<ServiceRegistration<Servlet>> servlets = new ArrayList<>();

    @Activate
    public Door(BundleContext context, @Reference ConfigurationAdmin configurations, @Reference Platform platform) {
        this.context = context;
        this.configurations = configurations;
        this.platform = platform;
        look();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (PID.equals(event.getPid()) || PID.equals(event.getFactoryPid())) {
            look();
        }
    }

    @Deactivate
    synchronized void close() {
        servlets.forEach(ServiceRegistration::unregister);
        servlets.clear();
    }

    private synchronized void look() {
        if (!onLoopback()) {
            close();
            LOG.error(
                    "The REST door stays closed: {} (PID {}) must be a loopback address such as 127.0.0.1, since it is plain HTTP;"
                            + " configure etc/org.chama.tls.cfg to be reached from elsewhere. REST 接口未开放: 配置 {}"
                            + " 须为回环地址(明文 HTTP);如需从其他主机访问,请配置 etc/org.chama.tls.cfg。",
                    HOST,
                    PID,
                    HOST);
        } else if (servlets.isEmpty()) {
            open("chama-api", new ApiServlet(platform), ApiServlet.PATH + "/*");
            open("chama-health", new HealthServlet(platform), HealthServlet.LIVE, HealthServlet.READY);
            open("chama-home", new HomeServlet(), "/");
            open("chama-ledger-heads", new LedgerHeadsServlet(platform), LedgerHeadsServlet.PATH);
        }
    }

    private void open(String name, Servlet servlet, String... patterns) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, name);
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, patterns);
        servlets.add(context.registerService(Servlet.class, servlet, properties));
    }

    /** The framework's setting is what each configuration of the HTTP service falls back to. */
    private boolean onLoopback() {
        String fallback = context.getProperty(HOST);
        try {
            Configuration[] all =
                    configurations.listConfigurations("(|(service.pid=" + PID + ")(service.factoryPid=" + PID + "))");
            boolean single = false;
            for (Configuration configuration : all == null ? new Configuration[0] : all) {
                single |= configuration.getFactoryPid() == null;
                Object host = configuration.getProperties().get(HOST);
                if (!Loopback.isLoopback(host == null ? fallback : host.toString())) {
                    return false;
                }
            }
            return single || Loopback.isLoopback(fallback);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the configuration of the HTTP service cannot be read", e);
        }
    }
}
