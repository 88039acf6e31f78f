package org.chama.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Datasets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes generations of snapshots an hour after they were replaced; one node at a time does it. */
@Component(
        service = {},
        immediate = true)
public final class GenerationPurge {

    static final Duration KEPT = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(GenerationPurge.class);
    private static final long EVERY_SECONDS = 60;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String NAME = "store-purge";

    private final Leases leases;
    private final Datasets datasets;
    private final Generations generations;
    private final ScheduledExecutorService timer;

    @Activate
    public GenerationPurge(@Reference Database database, @Reference Leases leases, @Reference Datasets datasets) {
        this.leases = leases;
        this.datasets = datasets;
        this.generations = new Generations(database);
        this.timer = Executors.newSingleThreadScheduledExecutor(Daemon.named("chama-store-purge"));
        timer.scheduleWithFixedDelay(this::tick, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Deletes what is due, if this node holds the lease. Returns the generations that went. */
    int run(Duration age) {
        Optional<Lease> lease = leases.acquire(NAME, LEASE);
        return lease.isPresent() ? generations.purge(age, datasets) : 0;
    }

    private void tick() {
        try {
            int purged = run(KEPT);
            if (purged > 0) {
                LOG.info("{} replaced generation(s) of snapshots deleted", purged);
            }
        } catch (DatabaseException e) {
            LOG.info("replaced generations of snapshots stay for now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("replaced generations of snapshots could not be deleted", e);
        }
    }

    @Deactivate
    void stop() {
        timer.shutdownNow();
    }
}
