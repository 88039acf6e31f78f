package org.chama.camel.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

/** The whiteboard of connectors: each {@link Connector} service gets a context; each is started and stopped on a thread of ours. */
@Component(service = Connectors.class, immediate = true)
public final class ConnectorHost implements Connectors {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorHost.class);

    private final Intake intake;
    private final Map<ServiceReference<Connector>, Hosted> hosted = new ConcurrentHashMap<>();
    private final List<ReportsStatus> reporters = new CopyOnWriteArrayList<>();
    private final ExecutorService starter = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "chama-connectors");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public ConnectorHost(@Reference Intake intake) {
        this.intake = intake;
    }

    @Deactivate
    void stop() throws InterruptedException {
        hosted.values().forEach(one -> starter.execute(one::stop));
        hosted.clear();
        starter.shutdown();
        if (!starter.awaitTermination(2, TimeUnit.MINUTES)) {
            LOG.warn("Some connectors are still draining");
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addConnector(ServiceReference<Connector> reference, Connector connector) {
        Hosted one = new Hosted(name(reference), reference.getBundle(), connector, intake);
        hosted.put(reference, one);
        starter.execute(one::start);
    }

    void removeConnector(ServiceReference<Connector> reference) {
        Hosted one = hosted.remove(reference);
        if (one != null) {
            drain(one);
        }
    }

    /** The connector's bundle may go when this returns: what was under way has ended, or its time is over. */
    private void drain(Hosted one) {
        try {
            starter.submit(one::stop).get(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Connector {} did not drain: {}", one.name(), e.getMessage());
        }
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
