package org.chama.hub.release;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chama.api.Refusal;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.hub.Bell;
import org.chama.hub.Hub;
import org.chama.hub.Lanes;
import org.chama.hub.Link;
import org.chama.hub.Progress;
import org.chama.hub.Tenure;
import org.chama.hub.Worker;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.Policies;
import org.chama.hub.policy.PolicyFault;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what comes after the store, on one node at a time: numbering, release into the open zone, events, and the return of batches
 * that waited. Datasets are released side by side; one whose policy is at fault waits alone and is tried again when a policy comes
 * or goes, or after a while.
 */
@Component(service = HubRelease.class, immediate = true)
public final class HubRelease {

    private static final Logger LOG = LoggerFactory.getLogger(HubRelease.class);
    private static final long RETRY_MILLIS = 30_000;
    private static final long REST = 200;

    /** Datasets released at once: of those that take less than a second for their next batches, and of all. */
    private static final int SWIFT = 3;

    private static final int MOST = 16;

    private final Database database;
    private final Leases leases;
    private final Datasets datasets;
    private final Policies policies;
    private final Guard guard;
    private final Link link;
    private final Sequencer sequencer;
    private final OpenRelease release;
    private final Events events;
    private final Returning returning;
    private final Bell numbered = new Bell();
    private final Bell told = new Bell();
    private final Map<String, Halt> halted = new ConcurrentHashMap<>();
    private final Lanes<String> lanes = new Lanes<>("release-dataset", numbered, SWIFT, MOST);
    private final Tenure numberer;
    private final Tenure releaser;
    private final Tenure teller;
    private final Tenure returner;
    private final Worker numbering;
    private final Worker releasing;
    private final Worker telling;
    private final Worker bringingBack;

    private record Halt(long revision, Dataset dataset, long at) {}

    @Activate
    public HubRelease(
            @Reference Hub hub,
            @Reference Database database,
            @Reference Leases leases,
            @Reference Datasets datasets,
            @Reference Store store,
            @Reference Ledger ledger,
            @Reference Outbox outbox,
            @Reference Queues queues,
            @Reference ConnectionFactory connections,
            @Reference Policies policies,
            @Reference Progress progress) {
        this.database = database;
        this.leases = leases;
        this.datasets = datasets;
        this.policies = policies;
        queues.ensure(Queues.EVENTS);
        this.guard = new Guard(hub.settings().policy_timeout_seconds());
        this.link = new Link(connections);
        this.sequencer = new Sequencer(database, leases);
        this.release = new OpenRelease(database, leases, store, ledger, outbox, new Masking(policies, guard));
        this.events = new Events(database, leases, outbox, link);
        this.returning = new Returning(database, datasets, policies, link);
        this.numberer = new Tenure(leases, "hub-numbering");
        this.releaser = new Tenure(leases, "hub-release");
        this.teller = new Tenure(leases, "hub-events");
        this.returner = new Tenure(leases, "hub-returning");
        this.numbering = new Worker("numbering", progress.release(), REST, this::number);
        this.releasing = new Worker("release", numbered, REST, this::release);
        this.telling = new Worker("events", told, REST, this::tell);
        this.bringingBack = new Worker("returning", new Bell(), REST, this::bringBack);
    }

    @Deactivate
    void stop() throws JMSException {
        guard.close();
        List<Worker> workers = List.of(numbering, releasing, telling, bringingBack);
        workers.forEach(Worker::stop);
        workers.forEach(Worker::close);
        lanes.close();
        for (Tenure tenure : List.of(numberer, releaser, teller, returner)) {
            tenure.release();
        }
        link.close();
    }

    private boolean number() {
        Optional<Lease> lease = numberer.lease();
        boolean more = lease.isPresent() && sequencer.round(lease.get());
        numbered.ring();
        told.ring();
        return more;
    }

    private boolean release() throws Exception {
        Optional<Lease> lease = releaser.lease();
        if (lease.isEmpty()) {
            return false;
        }
        Set<Integer> behind = database.read(Cursor::behind);
        Map<String, Lanes.Work> due = new LinkedHashMap<>();
        for (Dataset dataset : datasets.all()) {
            if (dataset.isOpen() && behind.contains(dataset.number()) && !waits(dataset)) {
                due.put(dataset.id(), () -> release(lease.get(), dataset));
            }
        }
        lanes.run(due);
        return false;
    }

    private void release(Lease lease, Dataset dataset) throws InterruptedException {
        // what comes while a policy hangs is tried at once
        long known = policies.revision();
        try {
            release.round(lease, dataset);
            if (halted.remove(dataset.id()) != null) {
                LOG.info("The release of {} goes on", dataset.id());
            }
        } catch (PolicyFault e) {
            halt(lease, new Halt(known, dataset, System.nanoTime()), e.refusal(), Optional.empty());
        } catch (Leases.LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e instanceof DatabaseException outage && outage.kind() == DatabaseException.Cause.OUTAGE) {
                throw e;
            }
            String what = e.getClass().getSimpleName();
            halt(
                    lease,
                    new Halt(known, dataset, System.nanoTime()),
                    Refusal.of("release-failed", "未能写入开放副本: " + what, "the open copy could not be written: " + what),
                    Optional.of(e));
        }
    }

    private void halt(Lease lease, Halt halt, Refusal why, Optional<RuntimeException> cause) {
        Dataset dataset = halt.dataset();
        if (halted.put(dataset.id(), halt) == null) {
            LOG.warn("The release of {} waits: {}", dataset.id(), why.text().en(), cause.orElse(null));
        }
        database.write(connection -> {
            leases.check(connection, lease);
            Cursor.waits(connection, dataset.number(), why);
            return null;
        });
    }

    private boolean waits(Dataset dataset) {
        Halt halt = halted.get(dataset.id());
        return halt != null
                && halt.revision() == policies.revision()
                && halt.dataset() == dataset
                && (System.nanoTime() - halt.at()) / 1_000_000 < RETRY_MILLIS;
    }

    private boolean tell() throws JMSException {
        Optional<Lease> lease = teller.lease();
        if (lease.isEmpty()) {
            return false;
        }
        return events.round(lease.get());
    }

    private boolean bringBack() throws JMSException {
        if (returner.lease().isPresent()) {
            returning.round();
        }
        return false;
    }
}
