package org.chama.camel.host;

import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Enumeration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.intake.Intake;
import org.chama.camel.Connector;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connector with its context: started on a thread of the host's, tried again with a growing pause when that fails, stopped whenever
 * it is told so. Thread-safe.
 */
final class Hosted {

    private static final Logger LOG = LoggerFactory.getLogger(Hosted.class);
    private static final long DRAIN_SECONDS = 60;

    private final String name;
    private final Bundle bundle;
    private final Connector connector;
    private final Intake intake;
    private final Starts starts;
    private final Health health = new Health(Clock.system(ZoneId.of("Asia/Shanghai")));
    private final ReentrantLock working = new ReentrantLock();
    private DefaultCamelContext context;
    private volatile boolean wanted;
    private Future<?> next = CompletableFuture.completedFuture(null);

    Hosted(String name, Bundle bundle, Connector connector, Intake intake, Starts starts) {
        this.name = name;
        this.bundle = bundle;
        this.connector = connector;
        this.intake = intake;
        this.starts = starts;
    }

    String name() {
        return name;
    }

    ConnectorStatus status() {
        Health.Picture picture = health.picture();
        return new ConnectorStatus(
                name,
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                picture.state(),
                picture.reason(),
                picture.since(),
                picture.datasets(),
                picture.arrivals(),
                picture.last());
    }

    /** Returns at once; the status tells how it goes. */
    synchronized void start() {
        if (wanted) {
            return;
        }
        wanted = true;
        health.starting();
        next = starts.at(0, () -> run(1));
    }

    /** Interrupts a start; lets what is under way end, then stops. */
    void stop() {
        synchronized (this) {
            wanted = false;
            next.cancel(true);
        }
        try {
            if (working.tryLock(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                try {
                    stopUnlessWanted();
                } finally {
                    working.unlock();
                }
            } else {
                LOG.warn("Connector {} heeds no interrupt while it starts; it stops when it has started", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (!wanted) {
                health.stopped();
            }
        }
    }

    private void stopUnlessWanted() {
        if (context != null && !wanted) {
            context.stop();
            context = null;
            LOG.info("Connector {} stopped", name);
        }
    }

    private void run(int attempt) {
        working.lock();
        try {
            if (wanted && context == null && !started()) {
                again(attempt);
            }
            stopUnlessWanted();
        } finally {
            working.unlock();
        }
    }

    private synchronized void again(int failures) {
        if (wanted) {
            next = starts.at(failures, () -> run(failures + 1));
        }
    }

    private boolean started() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader =
                new Both(bundle.adapt(BundleWiring.class).getClassLoader(), DefaultCamelContext.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        DefaultCamelContext fresh = new DefaultCamelContext(false);
        try {
            configure(fresh, loader);
            fresh.start();
            health.started();
            context = fresh;
            LOG.info("Connector {} started", name);
            return true;
        } catch (Exception | LinkageError e) {
            if (Thread.interrupted()) {
                LOG.debug("Connector {} was interrupted while it started", name);
            }
            fresh.stop();
            if (wanted) {
                down(e, Optional.empty(), "cannot start");
            }
            return false;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private void configure(DefaultCamelContext fresh, ClassLoader loader) throws Exception {
        fresh.disableJMX();
        fresh.setNameStrategy(new ExplicitCamelContextNameStrategy(name));
        fresh.setApplicationContextClassLoader(loader);
        fresh.build();
        fresh.setLoadTypeConverters(false);
        // bodies and headers hold personal values: Camel logs neither
        fresh.setLogExhaustedMessageBody(false);
        fresh.setMessageHistory(false);
        fresh.setTracing(false);
        fresh.getGlobalEndpointConfiguration().setBridgeErrorHandler(true);
        fresh.getShutdownStrategy().setTimeout(DRAIN_SECONDS);
        fresh.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        fresh.addComponent("chama", new IntakeComponent(name, intake, health));
        fresh.getManagementStrategy().addEventNotifier(new Watch());
        fresh.getCamelContextExtension().registerEndpointCallback(this::watchPolls);
        fresh.addRoutes(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                // what failed is told by the status and tried again by the next poll
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(0)
                        .logHandled(false)
                        .logStackTrace(false)
                        .logExhausted(false)
                        .logExhaustedMessageHistory(false)
                        .logExhaustedMessageBody(false));
                connector.define(this);
            }
        });
    }

    private void down(Throwable cause, Optional<Exchange> exchange, String what) {
        Text why = Trouble.text(cause, exchange);
        if (health.down(why)) {
            LOG.warn("Connector {} is down ({}): {}", name, what, why.en());
            LOG.info("Connector {}: {}", name, Trouble.places(cause));
        }
    }

    private Endpoint watchPolls(String uri, Endpoint endpoint) {
        if (endpoint instanceof ScheduledPollEndpoint polled && polled.getPollStrategy() == null) {
            polled.setPollStrategy(new Polls());
        }
        return endpoint;
    }

    /** A poll that found nothing and did not fail makes the connector IDLE. */
    private final class Polls extends DefaultPollingConsumerPollStrategy {

        @Override
        public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
            if (polledMessages == 0) {
                health.quiet();
            }
        }

        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
            // told by the status: the route's error handler gets it, not the log of every poll
            return false;
        }
    }

    /** Failed exchanges make the connector DOWN; the next one that completes makes it UP or IDLE again. */
    private final class Watch extends EventNotifierSupport {

        Watch() {
            setIgnoreCamelContextEvents(true);
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreExchangeCreatedEvent(true);
            setIgnoreExchangeSendingEvents(true);
            setIgnoreExchangeSentEvents(true);
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.ExchangeFailedEvent failed) {
                down(failed.getExchange().getException(), Optional.of(failed.getExchange()), "an exchange failed");
            } else if (event instanceof CamelEvent.ExchangeCompletedEvent) {
                health.quiet();
            }
        }
    }

    /** Sees what the connector's bundle sees, then what Camel's bundle sees. */
    private static final class Both extends ClassLoader {
        private final ClassLoader second;

        Both(ClassLoader first, ClassLoader second) {
            super(first);
            this.second = second;
        }

        @Override
        protected Class<?> findClass(String className) throws ClassNotFoundException {
            return second.loadClass(className);
        }

        @Override
        protected URL findResource(String resource) {
            return second.getResource(resource);
        }

        @Override
        protected Enumeration<URL> findResources(String resource) throws IOException {
            return second.getResources(resource);
        }
    }
}
