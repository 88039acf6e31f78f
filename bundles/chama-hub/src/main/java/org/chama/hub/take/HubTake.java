package org.chama.hub.take;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.chama.hub.Secrecy;
import org.chama.hub.Worker;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.Policies;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a taker for every department that has a dataset, and for those of which something is still under way though their datasets
 * were withdrawn. A taker stays as long as the node runs.
 */
@Component(service = HubTake.class, immediate = true)
public final class HubTake {

    private static final Logger LOG = LoggerFactory.getLogger(HubTake.class);

    private final Database database;
    private final Datasets datasets;
    private final Store store;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Secrecy secrecy;
    private final Queues queues;
    private final Policies policies;
    private final Progress progress;
    private final String node;
    private final int most;
    private final Guard guard;
    private final Link link;
    private final Map<String, Worker> takers = new HashMap<>();
    private final Set<String> wanted = new TreeSet<>();
    private final Set<String> failing = new HashSet<>();
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
        this.secrecy = hub.secrecy();
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
        guard.close();
        departments.close();
        takers.values().forEach(Worker::stop);
        takers.values().forEach(Worker::close);
        link.close();
    }

    private boolean departments() {
        long now = datasets.revision();
        if (now != revision) {
            for (Dataset dataset : datasets.all()) {
                wanted.add(dataset.department());
            }
            wanted.addAll(database.read(this::unfinished));
            wanted.removeAll(takers.keySet());
            revision = now;
        }
        wanted.removeIf(this::begun);
        return false;
    }

    /** The departments of arrivals and batches that have not come to their end, whether their datasets are published or not. */
    private Set<String> unfinished(Connection connection) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (PreparedStatement select = connection.prepareStatement("select dataset_number, dataset_version, department"
                        + " from chama.arrival where ended_at is null and dataset_number > 0"
                        + " union select dataset_number, dataset_version, department"
                        + " from chama.batch where state in ('WAITING', 'DEAD')");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                // a file may lie in the drop folder of a department that is none
                Optional<Dataset> dataset = datasets.find(row.getInt(1), row.getInt(2));
                String department = row.getString(3);
                found.add(dataset.map(Dataset::department).orElse(department));
            }
        }
        return found;
    }

    /** Begins to take a department's batches, if its queues can be made. */
    private boolean begun(String department) {
        try {
            queues.ensure(Queues.INTAKE + department);
            queues.ensure(Queues.WAITING + department);
            queues.ensure(Queues.DEAD + department);
        } catch (RuntimeException e) {
            if (failing.add(department)) {
                LOG.warn("Nothing of {} is taken yet: {}", department, e.getMessage(), e);
            }
            return false;
        }
        if (failing.remove(department)) {
            LOG.info("What comes of {} is taken now", department);
        }
        takers.put(department, taker(department));
        return true;
    }

    private Worker taker(String department) {
        Taker taker = new Taker(
                department,
                link,
                queues,
                datasets,
                store,
                new Checking(policies, guard),
                new Taking(database, store, ledger, outbox, secrecy, node),
                progress,
                most);
        return new Worker("take-" + department, new Bell(), 0, taker::round);
    }
}
