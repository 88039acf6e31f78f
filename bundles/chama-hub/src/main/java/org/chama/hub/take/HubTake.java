package org.chama.hub.take;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.hub.Bell;
import org.chama.hub.Hub;
import org.chama.hub.Link;
import org.chama.hub.Progress;
import org.chama.hub.Worker;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.Policies;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Runs a taker for every department that has a dataset. */
@Component(service = HubTake.class, immediate = true)
public final class HubTake {

    private final Database database;
    private final Datasets datasets;
    private final Store store;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Queues queues;
    private final Policies policies;
    private final Progress progress;
    private final String node;
    private final int most;
    private final Guard guard;
    private final Link link;
    private final Map<String, Worker> takers = new HashMap<>();
    private final Worker departments;
    private long revision = -1;

    @Activate
    public HubTake(
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
        this.datasets = datasets;
        this.store = store;
        this.ledger = ledger;
        this.outbox = outbox;
        this.queues = queues;
        this.policies = policies;
        this.progress = progress;
        this.node = leases.node();
        this.most = hub.settings().transaction_batches();
        this.guard = new Guard(hub.settings().policy_timeout_seconds());
        this.link = new Link(connections);
        this.departments = new Worker("departments", new Bell(), 500, this::departments);
    }

    @Deactivate
    void stop() throws JMSException {
        departments.close();
        takers.values().forEach(Worker::close);
        guard.close();
        link.close();
    }

    private boolean departments() {
        long now = datasets.revision();
        if (now != revision) {
            TreeSet<String> names = new TreeSet<>();
            for (Dataset dataset : datasets.all()) {
                names.add(dataset.department());
            }
            for (String name : names) {
                if (!takers.containsKey(name)) {
                    queues.ensure(Queues.INTAKE + name);
                    queues.ensure(Queues.WAITING + name);
                    queues.ensure(Queues.DEAD + name);
                    takers.put(name, taker(name));
                }
            }
            revision = now;
        }
        return false;
    }

    private Worker taker(String department) {
        Taker taker = new Taker(
                department,
                link,
                datasets,
                store,
                new Checking(policies, guard),
                new Taking(database, store, ledger, outbox, node),
                progress,
                most);
        return new Worker("take-" + department, new Bell(), 0, taker::round);
    }
}
