package org.chama.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link Gate} of the node's deploy folder. */
@Component(service = DeployGate.class, immediate = true, configurationPid = "org.chama.deploy")
@Designate(ocd = DeployGate.Settings.class)
public final class DeployGate {

    /** {@code etc/org.chama.deploy.cfg}. */
    @ObjectClassDefinition(name = "Deploy folder 部署目录")
    public @interface Settings {

        @AttributeDefinition(description = "where people put bundles; empty: deploy in the node's folder")
        String folder() default "";

        @AttributeDefinition(description = "certificates whose signatures count; empty: etc/trusted-signers")
        String signers() default "";

        @AttributeDefinition(
                description = "milliseconds between two looks; a file is judged when two found it unchanged")
        long poll_millis() default 500;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DeployGate.class);

    private final Gate gate;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "chama-deploy");
        thread.setDaemon(true);
        return thread;
    });
    private final GateAlarm alarm = new GateAlarm(() -> Optional.ofNullable(this.alarms));
    private boolean troubled;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Alarms alarms;

    @Activate
    public DeployGate(
            BundleContext context,
            Settings settings,
            @Reference Database database,
            @Reference Leases leases,
            @Reference Ledger ledger,
            @Reference Crypto crypto)
            throws IOException {
        Path base = folder(context, "karaf.base", ".");
        Gate.Folders folders = new Gate.Folders(
                settings.folder().isBlank() ? base.resolve("deploy") : Path.of(settings.folder()),
                folder(context, "karaf.data", "data").resolve("deployed"),
                settings.signers().isBlank()
                        ? folder(context, "karaf.etc", "etc").resolve("trusted-signers")
                        : Path.of(settings.signers()));
        this.gate = new Gate(
                folders,
                new LedgerTrail(database, ledger, crypto, () -> Optional.ofNullable(alarms), leases.node()),
                Clock.systemUTC());
        looks.scheduleWithFixedDelay(this::look, 0, settings.poll_millis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() throws InterruptedException {
        looks.shutdownNow();
        if (!looks.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("The deploy folder is still being looked at while that is stopped");
        }
    }

    private void look() {
        Optional<Exception> trouble = Optional.empty();
        try {
            gate.round();
        } catch (IOException | RuntimeException e) {
            trouble = Optional.of(e);
        }
        if (troubled != trouble.isPresent()) {
            troubled = trouble.isPresent();
            trouble.ifPresentOrElse(
                    e -> LOG.warn("The deploy folder cannot be looked at, nothing is taken or taken away: {}", e, e),
                    () -> LOG.info("The deploy folder is looked at again"));
        }
        alarm.tell(trouble);
    }

    private static Path folder(BundleContext context, String property, String otherwise) {
        return Path.of(Optional.ofNullable(context.getProperty(property)).orElse(otherwise))
                .toAbsolutePath()
                .normalize();
    }
}
