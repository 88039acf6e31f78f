package org.chama.camel.host;

import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Enumeration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.intake.Intake;
import org.chama.camel.Connector;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connector with its context. */
final class Hosted {

    private static final Logger LOG = LoggerFactory.getLogger(Hosted.class);
    private static final long DRAIN_SECONDS = 60;

    private final String name;
    private final Bundle bundle;
    private final Connector connector;
    private final Intake intake;
    private final Health health = new Health(Clock.system(ZoneId.of("Asia/Shanghai")));
    private DefaultCamelContext context;

    Hosted(String name, Bundle bundle, Connector connector, Intake intake) {
        this.name = name;
        this.bundle = bundle;
        this.connector = connector;
        this.intake = intake;
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

    synchronized void start() {
        if (context != null) {
            return;
        }
        health.started();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader =
                new Both(bundle.adapt(BundleWiring.class).getClassLoader(), DefaultCamelContext.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        DefaultCamelContext fresh = new DefaultCamelContext(false);
        try {
            fresh.disableJMX();
            fresh.setNameStrategy(new ExplicitCamelContextNameStrategy(name));
            fresh.setApplicationContextClassLoader(loader);
            fresh.build();
            fresh.setLoadTypeConverters(false);
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
                            .logExhausted(false));
                    connector.define(this);
                }
            });
            fresh.start();
            context = fresh;
            LOG.info("Connector {} started", name);
        } catch (Exception | LinkageError e) {
            fresh.stop();
            down(e, "cannot start");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Lets what is under way end, then stops. */
    synchronized void stop() {
        if (context != null) {
            context.stop();
            context = null;
            LOG.info("Connector {} stopped", name);
        }
        health.stopped();
    }

    private void down(Throwable cause, String what) {
        RefusedException refused = null;
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof RefusedException found) {
                refused = found;
            }
        }
        Text why = refused != null
                ? refused.refusal().text()
                : new Text("连接器出错: " + cause.getClass().getSimpleName(), String.valueOf(cause.getMessage()));
        if (health.down(why)) {
            LOG.warn("Connector {} is down ({}): {}", name, what, why.en(), refused != null ? null : cause);
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
                down(failed.getExchange().getException(), "an exchange failed");
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
