package org.chama.camel.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.chama.api.RefusedException;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.connector.ReportsStatus;
import org.chama.api.intake.Intake;
import org.chama.camel.Connector;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whiteboard of connectors: each {@link Connector} service gets a context. They start side by side on threads of ours, so that one
 * that is slow delays no other, and one that cannot start is tried again; each stops on a thread of its own.
 */
@Component(service = Connectors.class, immediate = true)
public final class ConnectorHost implements Connectors {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorHost.class);
    private static final int SIDE_BY_SIDE = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long DRAIN_MINUTES = 2;

    private final Intake intake;
    private final Map<ServiceReference<Connector>, Hosted> hosted = new ConcurrentHashMap<>();
    private final List<ReportsStatus> reporters = new CopyOnWriteArrayList<>();
    private final Starts starts;

    @Activate
    public ConnectorHost(@Reference Intake intake) {
        this(intake, new Starts(SIDE_BY_SIDE, FIRST_PAUSE, LONGEST_PAUSE));
    }

    ConnectorHost(Intake intake, Starts starts) {
        this.intake = intake;
        this.starts = starts;
    }

    @Deactivate
    void stop() throws InterruptedException {
        List<Thread> stopping =
                hosted.values().stream().map(ConnectorHost::stopping).toList();
        hosted.clear();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(DRAIN_MINUTES);
        for (Thread one : stopping) {
            one.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            if (one.isAlive()) {
                LOG.warn("{}: still draining", one.getName());
            }
        }
        starts.end();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addConnector(ServiceReference<Connector> reference, Connector connector) {
        Connector checked = route -> {
            requireNotSecret(reference);
            connector.define(route);
        };
        Hosted one = new Hosted(name(reference), reference.getBundle(), checked, intake, starts);
        hosted.put(reference, one);
        one.start();
    }

    private static void requireNotSecret(ServiceReference<Connector> reference) {
        Object level = reference.getProperty(Connector.CONFIDENTIALITY);
        if (level == null || !"none".equalsIgnoreCase(level.toString().strip())) {
            throw new RefusedException(
                    "confidentiality-not-declared",
                    "配置须声明密级 confidentiality = none,本平台只接受非涉密数据",
                    "its settings must say confidentiality = none: this platform takes only what is not secret");
        }
    }

    void removeConnector(ServiceReference<Connector> reference) {
        Hosted one = hosted.remove(reference);
        if (one != null) {
            drain(one);
        }
    }

    /** The connector's bundle may go when this returns: what was under way has ended, or its time is over. */
    private static void drain(Hosted one) {
        Thread stopping = stopping(one);
        try {
            stopping.join(TimeUnit.MINUTES.toMillis(DRAIN_MINUTES));
            if (stopping.isAlive()) {
                LOG.warn("Connector {} did not drain in time", one.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread stopping(Hosted one) {
        Thread thread = new Thread(one::stop, "chama-connector-stop-" + one.name());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addReporter(ReportsStatus reporter) {
        reporters.add(reporter);
    }

    void removeReporter(ReportsStatus reporter) {
        reporters.remove(reporter);
    }

    @Override
    public List<ConnectorStatus> all() {
        List<ConnectorStatus> all = new ArrayList<>();
        hosted.values().forEach(one -> all.add(one.status()));
        reporters.forEach(reporter -> all.add(reporter.status()));
        all.sort(Comparator.comparing(ConnectorStatus::name));
        return all;
    }

    @Override
    public void run(String name, boolean run) {
        Hosted one = hosted.values().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new RefusedException("unknown-connector", "没有连接器 " + name, "there is no connector " + name));
        if (run) {
            one.start();
        } else {
            one.stop();
        }
    }

    private static String name(ServiceReference<Connector> reference) {
        for (String property : List.of(Connector.NAME, Constants.SERVICE_PID, "component.name")) {
            Object value = reference.getProperty(property);
            if (value instanceof String text && !text.isBlank()) {
                return text.startsWith("org.chama.connector.")
                        ? text.substring("org.chama.connector.".length()).replace('~', '-')
                        : text;
            }
        }
        return reference.getBundle().getSymbolicName();
    }
}
