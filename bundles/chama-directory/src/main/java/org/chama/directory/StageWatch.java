package org.chama.directory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.directory.Stage;
import org.chama.api.notices.Alarms;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises one alarm for each dataset with stages nobody answers for (Article 30), on one node, and ends it when all are owned. */
@Component(service = StageWatch.class, immediate = true)
public final class StageWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StageWatch.class);
    private static final String LEASE = "directory-stages";
    private static final Duration HELD = Duration.ofSeconds(30);
    private static final long LOOK_SECONDS = 5;

    private final Register register;
    private final Leases leases;
    private final Alarms alarms;
    private final Datasets datasets;
    private final Map<String, List<Stage>> told = new HashMap<>();
    private final ScheduledExecutorService look;
    private long fence;
    private long revision = -1;
    private long datasetsRevision = -1;

    @Activate
    public StageWatch(
            @Reference Register register,
            @Reference Leases leases,
            @Reference Alarms alarms,
            @Reference Datasets datasets) {
        this.register = register;
        this.leases = leases;
        this.alarms = alarms;
        this.datasets = datasets;
        this.look = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-stages");
            thread.setDaemon(true);
            return thread;
        });
        look.scheduleWithFixedDelay(this::lookQuietly, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void lookQuietly() {
        try {
            look();
        } catch (DatabaseException e) {
            revision = -1;
            LOG.debug("stages were not looked at while the database is away", e);
        } catch (RuntimeException e) {
            revision = -1;
            LOG.error("stages nobody answers for could not be looked at", e);
        }
    }

    /** Looks when something changed since the last time this node held the lease. */
    synchronized void look() {
        Optional<Lease> lease = leases.acquire(LEASE, HELD);
        if (lease.isEmpty()) {
            return;
        }
        if (lease.get().fence() != fence) {
            told.clear();
            revision = -1;
            fence = lease.get().fence();
        }
        long now = register.revision();
        long datasetsNow = datasets.revision();
        if (now == revision && datasetsNow == datasetsRevision) {
            return;
        }
        Map<String, Dataset> all = new HashMap<>();
        datasets.all().forEach(dataset -> all.put(dataset.id(), dataset));
        all.values().forEach(this::tell);
        for (String gone :
                told.keySet().stream().filter(id -> !all.containsKey(id)).toList()) {
            alarms.clear(key(gone));
            told.remove(gone);
        }
        revision = now;
        datasetsRevision = datasetsNow;
    }

    private void tell(Dataset dataset) {
        List<Stage> unowned = Responsibilities.unowned(register, dataset.id());
        List<Stage> before = told.get(dataset.id());
        if (unowned.equals(before)) {
            return;
        }
        boolean otherText = before != null && !before.isEmpty() && !unowned.isEmpty();
        if (unowned.isEmpty() || otherText) {
            alarms.clear(key(dataset.id()));
        }
        if (!unowned.isEmpty()) {
            alarms.raise(key(dataset.id()), dataset.department(), text(dataset, unowned));
        }
        told.put(dataset.id(), unowned);
    }

    private static String key(String dataset) {
        return "stages-unowned:" + dataset;
    }

    private static Text text(Dataset dataset, List<Stage> stages) {
        List<String> zh = stages.stream().map(stage -> stage.title().zh()).toList();
        List<String> en = stages.stream().map(stage -> stage.title().en()).toList();
        return new Text(
                "信息资源 " + dataset.id() + " 的下列环节无人负责：" + String.join("、", zh) + "。",
                "Nobody answers for these stages of the dataset " + dataset.id() + ": " + String.join(", ", en) + ".");
    }

    @Deactivate
    @Override
    public void close() {
        look.shutdownNow();
    }
}
