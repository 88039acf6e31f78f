package org.chama.store;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.store.Zone;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites encrypted items where a job says so: a few rows a transaction, which also says how far it has come, so that a crash costs
 * one step. One node at a time does it.
 */
@Component(
        service = {},
        immediate = true)
public final class Reencryption {

    private static final Logger LOG = LoggerFactory.getLogger(Reencryption.class);
    private static final long EVERY_SECONDS = 5;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String NAME = "store-reencryption";

    /** Rows a transaction rewrites: it holds their locks, and on H2 keeps other writers of the table waiting. */
    private static final int ROWS = 500;

    /** The longest a step waits for a lock: shorter than a server takes to find a deadlock and end one of the two. */
    private static final String LOCK_TIMEOUT = "500ms";

    /** A lease is prolonged after a quarter of its time. */
    private static final long PROLONG_NANOS = LEASE.toNanos() / 4;

    /**
     * What came of a step.
     *
     * @param any whether there was anything to do
     * @param end the revision of the layout by which every row has been seen to, or -1
     */
    private record Outcome(boolean any, int end) {
        static final Outcome NOTHING = new Outcome(false, -1);
        static final Outcome MORE = new Outcome(true, -1);
    }

    private final Database database;
    private final Leases leases;
    private final Crypto crypto;
    private final Datasets datasets;
    private final Layouts layouts;
    private final Tables tables;
    private final boolean postgres;
    private final ScheduledExecutorService timer;
    private volatile boolean stopped;
    private volatile Optional<Lease> lease = Optional.empty();
    private String trouble = "";

    @Activate
    public Reencryption(
            @Reference Database database,
            @Reference Leases leases,
            @Reference Crypto crypto,
            @Reference Datasets datasets) {
        this(database, leases, crypto, datasets, EVERY_SECONDS);
    }

    /** @param seconds between two looks at the jobs; 0 for only when {@link #run} is called */
    Reencryption(Database database, Leases leases, Crypto crypto, Datasets datasets, long seconds) {
        this.database = database;
        this.leases = leases;
        this.crypto = crypto;
        this.datasets = datasets;
        this.layouts = new Layouts(database);
        this.tables = new Tables(database);
        this.postgres = database.kind() == Database.Kind.POSTGRESQL;
        this.timer = Executors.newSingleThreadScheduledExecutor(Daemon.named("chama-store-reencryption"));
        database.migrate("store", Reencryption.class.getClassLoader());
        if (seconds > 0) {
            timer.scheduleWithFixedDelay(this::tick, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    /** Takes at most so many steps, if this node holds the lease. Returns the steps taken; fewer when nothing is left. */
    int run(int most) {
        int steps = 0;
        RuntimeException failed = null;
        for (int number : database.read(Jobs::running)) {
            try {
                steps += run(number, most - steps);
            } catch (RefusedException | IllegalStateException e) {
                // what is wrong with one table is no reason to leave the others
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return steps;
    }

    private int run(int number, int most) {
        int steps = 0;
        long prolonged = 0;
        while (steps < most && !stopped) {
            if (steps == 0 || System.nanoTime() - prolonged > PROLONG_NANOS) {
                prolonged = System.nanoTime();
                lease = leases.acquire(NAME, LEASE);
            }
            if (lease.isEmpty() || !step(lease.get(), number)) {
                return steps;
            }
            steps++;
        }
        return steps;
    }

    /** Returns whether there was anything to do. */
    private boolean step(Lease lease, int number) {
        Outcome outcome = database.write(connection -> {
            leases.check(connection, lease);
            if (postgres) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
                }
            }
            Layout layout = layouts.forWriting(connection, number);
            Optional<Dataset> dataset = datasets.find(number, layout.version());
            Optional<Jobs.Progress> progress = Jobs.progress(connection, number);
            if (dataset.isEmpty() || progress.isEmpty()) {
                return Outcome.NOTHING;
            }
            Rewrite rewrite = new Rewrite(
                    new Shape(Zone.SHARE, dataset.get(), layout), new Seal(crypto, dataset.get()), postgres);
            if (progress.get().place().isEmpty()) {
                Jobs.total(connection, number, rewrite.count(connection));
            }
            Rewrite.Piece piece = rewrite.next(connection, progress.get().place(), ROWS);
            if (piece.last().isPresent()) {
                Jobs.advance(
                        connection, number, piece.last().get(), progress.get().done() + piece.rows());
            }
            // what is written from now on is in the form of this layout
            return piece.rows() < ROWS ? new Outcome(true, layout.revision()) : Outcome.MORE;
        });
        if (outcome.end >= 0) {
            endPass(lease, number, outcome.end);
        }
        return outcome.any;
    }

    private void endPass(Lease lease, int number, int revision) {
        try {
            boolean more = layouts.changing(
                    number,
                    () -> database.write(connection -> {
                        leases.check(connection, lease);
                        Layout layout = Layouts.read(connection, number);
                        Dataset dataset =
                                datasets.find(number, layout.version()).orElseThrow();
                        return tables.advance(connection, dataset, revision);
                    }));
            if (!more) {
                LOG.info("the encrypted items of table d{} have been rewritten", number);
            }
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    private void tick() {
        try {
            run(Integer.MAX_VALUE);
            trouble = "";
        } catch (DatabaseException | Leases.LeaseLostException e) {
            LOG.info("encrypted items are not rewritten for now: {}", e.getMessage());
        } catch (RefusedException e) {
            tell(e.refusal().text().zh() + " / " + e.refusal().text().en(), null);
        } catch (RuntimeException e) {
            tell(String.valueOf(e.getMessage()), e);
        }
    }

    /** Once as long as it stays the same. */
    private void tell(String what, RuntimeException e) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.error("encrypted items cannot be rewritten: {}", what, e);
        }
    }

    @Deactivate
    void stop() {
        stopped = true;
        timer.shutdownNow();
        try {
            lease.ifPresent(leases::release);
        } catch (DatabaseException e) {
            LOG.debug("the lease of the rewriting ends by itself", e);
        }
    }
}
