package org.chama.connector.soap;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.ReportsStatus;
import org.chama.api.crypto.Crypto;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.Desk;
import org.chama.api.intake.Intake;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.annotations.RequireHttpWhiteboard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SOAP door: registers the servlet of {@code /soap/*} while it may be open. It opens only when plain HTTP listens on the loopback
 * interface: everybody else comes by TLS. A change of the HTTP configuration is followed at once.
 */
@Component(
        service = {ReportsStatus.class, ConfigurationListener.class},
        immediate = true,
        configurationPid = SoapDoor.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = SoapDoor.Settings.class)
@RequireHttpWhiteboard
public final class SoapDoor implements ReportsStatus, ConfigurationListener {

    static final String PID = "org.chama.connector.soap";
    static final String HTTP_PID = "org.apache.felix.http";
    static final String HTTP_HOST = "org.apache.felix.http.host";

    private static final Logger LOG = LoggerFactory.getLogger(SoapDoor.class);
    private static final long LEAST_BODY_BYTES = 1024;
    private static final long MOST_BODY_BYTES = 256L << 20;
    private static final int MOST_RECORDS = 1_000_000;

    /** Settings of the door. */
    @ObjectClassDefinition(name = "SOAP 发布接口 / SOAP door")
    public @interface Settings {

        @AttributeDefinition(name = "报文字节上限 / largest message in bytes")
        long max_body_bytes() default 8388608;

        @AttributeDefinition(name = "每次调用的记录上限 / most records a call")
        int max_records_per_call() default 20000;

        @AttributeDefinition(name = "是否启用 / whether the door is open")
        boolean enabled() default true;
    }

    private final BundleContext bundle;
    private final Settings settings;
    private final Intake intake;
    private final Desk desk;
    private final Datasets datasets;
    private final Guards guards;
    private final ConfigurationAdmin configurations;
    private final Clock clock;
    private final Traffic traffic;
    private Optional<ServiceRegistration<Servlet>> open = Optional.empty();
    private ConnectorState closedState = ConnectorState.UNKNOWN;
    private Optional<Text> closedReason = Optional.empty();
    private OffsetDateTime closedSince;
    private boolean gone;

    @Activate
    public SoapDoor(
            BundleContext bundle,
            Settings settings,
            @Reference Intake intake,
            @Reference Desk desk,
            @Reference Datasets datasets,
            @Reference Authentication authentication,
            @Reference Access access,
            @Reference Crypto crypto,
            @Reference ConfigurationAdmin configurations) {
        this.bundle = bundle;
        this.settings = settings;
        this.intake = intake;
        this.desk = desk;
        this.datasets = datasets;
        this.guards = new Guards(authentication, access, crypto);
        this.configurations = configurations;
        this.clock = Clock.system(ZoneId.of("Asia/Shanghai"));
        this.traffic = new Traffic(clock);
        this.closedSince = OffsetDateTime.now(clock);
        follow();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (HTTP_PID.equals(event.getPid())) {
            follow();
        }
    }

    @Override
    public synchronized ConnectorStatus status() {
        String name = bundle.getBundle().getSymbolicName();
        String version = bundle.getBundle().getVersion().toString();
        ConnectorStatus status = traffic.status(Publisher.SOURCE, name, version);
        if (open.isPresent()) {
            return status;
        }
        return new ConnectorStatus(
                Publisher.SOURCE,
                name,
                version,
                closedState,
                closedReason,
                closedSince,
                status.datasets(),
                status.arrivals(),
                status.lastArrival());
    }

    @Deactivate
    synchronized void close() {
        gone = true;
        open.ifPresent(ServiceRegistration::unregister);
        open = Optional.empty();
    }

    /** Opens or closes as settings and HTTP host say. */
    private synchronized void follow() {
        if (gone) {
            return;
        }
        Optional<Text> problem = problem();
        boolean wanted = settings.enabled() && problem.isEmpty();
        if (wanted && open.isEmpty()) {
            open = Optional.of(register());
        } else if (!wanted) {
            open.ifPresent(ServiceRegistration::unregister);
            open = Optional.empty();
            refuse(settings.enabled() ? ConnectorState.DOWN : ConnectorState.STOPPED, problem);
        }
    }

    private void refuse(ConnectorState state, Optional<Text> problem) {
        Optional<Text> reason = state == ConnectorState.DOWN ? problem : Optional.empty();
        if (state != closedState || !reason.equals(closedReason)) {
            closedSince = OffsetDateTime.now(clock);
            reason.ifPresent(
                    text -> LOG.error("SOAP 发布接口未开放：{} / the SOAP door stays closed: {}", text.zh(), text.en()));
        }
        closedState = state;
        closedReason = reason;
    }

    private ServiceRegistration<Servlet> register() {
        Publisher publisher = new Publisher(intake, desk, guards.access(), traffic);
        PublishServlet servlet = new PublishServlet(
                () -> PublishEndpoint.open(guards, publisher, datasets, settings.max_records_per_call()),
                settings.max_body_bytes());
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, PID);
        properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, "/soap/*");
        return bundle.registerService(Servlet.class, servlet, properties);
    }

    private Optional<Text> problem() {
        if (settings.max_body_bytes() < LEAST_BODY_BYTES || settings.max_body_bytes() > MOST_BODY_BYTES) {
            return Optional.of(new Text(
                    PID + " 的 max.body.bytes 须为 " + LEAST_BODY_BYTES + " 至 " + MOST_BODY_BYTES,
                    "max.body.bytes of " + PID + " must be " + LEAST_BODY_BYTES + " to " + MOST_BODY_BYTES));
        }
        if (settings.max_records_per_call() < 1 || settings.max_records_per_call() > MOST_RECORDS) {
            return Optional.of(new Text(
                    PID + " 的 max.records.per.call 须为 1 至 " + MOST_RECORDS,
                    "max.records.per.call of " + PID + " must be 1 to " + MOST_RECORDS));
        }
        return loopback(httpHost())
                ? Optional.empty()
                : Optional.of(new Text(
                        "明文 HTTP 只能监听本机回环地址，请在 " + HTTP_PID + " 中设 " + HTTP_HOST
                                + "=127.0.0.1；供其他主机访问请配置 etc/org.chama.tls.cfg",
                        "plain HTTP must listen on loopback only: set " + HTTP_HOST + "=127.0.0.1 in " + HTTP_PID
                                + "; to be reached from elsewhere configure etc/org.chama.tls.cfg"));
    }

    private String httpHost() {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + HTTP_PID + ")");
            for (Configuration configuration : found == null ? List.<Configuration>of() : List.of(found)) {
                Object host = configuration.getProperties().get(HTTP_HOST);
                if (host != null) {
                    return host.toString().strip();
                }
            }
            return "";
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the HTTP configuration cannot be read", e);
        }
    }

    /** Whether a host, as configured, is the loopback interface; names other than localhost are not looked up. */
    static boolean loopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.equals("0:0:0:0:0:0:0:1")
                || host.equals("[0:0:0:0:0:0:0:1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
