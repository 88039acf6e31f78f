package org.chama.directory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;
import org.chama.api.ledger.Ledger;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole directory in memory, at most two seconds behind the tables. Changes go one after the other over all nodes: each holds the
 * row of the revision until it commits, and sees in memory all that was committed before. Thread-safe.
 */
@Component(service = Register.class)
public final class Register implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Register.class);
    private static final long LOOK_MILLIS = 1_000;

    /** A change of the tables; rows it writes carry the revision. */
    @FunctionalInterface
    interface Change<T> {
        T run(Connection c, long revision) throws SQLException;
    }

    private final Database database;
    private final Clock clock;
    private final OneTimeFile firstPassword;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ConcurrentHashMap<String, HeldAccount> accounts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> subjects = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, HeldClient> clients = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Set<String>> fingerprints = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Map<Stage, Responsibility>> responsibilities = new ConcurrentHashMap<>();
    private final ScheduledExecutorService look;
    private volatile Places places = Places.NONE;
    private volatile long revision;
    private volatile boolean away;

    @Activate
    public Register(
            @Reference Database database,
            @Reference Ledger ledger,
            @Reference Crypto crypto,
            @Reference Passwords passwords,
            BundleContext context) {
        this(database, ledger, crypto, passwords, data(context), Clock.systemUTC());
    }

    Register(Database database, Ledger ledger, Crypto crypto, Passwords passwords, Path data, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.firstPassword = new OneTimeFile(data.resolve("secrets/administrator"));
        database.migrate("directory", Register.class.getClassLoader());
        refresh();
        new FirstStart(this, new Trail(ledger, crypto), crypto, passwords, firstPassword).run();
        look = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-directory");
            thread.setDaemon(true);
            return thread;
        });
        look.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Path data(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("karaf.data")).orElse("data"))
                .toAbsolutePath();
    }

    Database database() {
        return database;
    }

    Clock clock() {
        return clock;
    }

    Places places() {
        return places;
    }

    /** Rises with every change this node knows. */
    long revision() {
        return revision;
    }

    Optional<HeldAccount> account(String name) {
        return Optional.ofNullable(accounts.get(name));
    }

    Collection<HeldAccount> accounts() {
        return accounts.values();
    }

    Optional<HeldAccount> accountOf(String subject) {
        return Optional.ofNullable(subjects.get(subject)).map(accounts::get);
    }

    Optional<HeldClient> client(String name) {
        return Optional.ofNullable(clients.get(name));
    }

    Collection<HeldClient> clients() {
        return clients.values();
    }

    /** Names of the clients that have or had a certificate of this fingerprint. */
    Set<String> clientsOf(String fingerprint) {
        return fingerprints.getOrDefault(fingerprint, Set.of());
    }

    Map<Stage, Responsibility> responsibilities(String dataset) {
        return responsibilities.getOrDefault(dataset, Map.of());
    }

    /**
     * Runs a change alone over all nodes; memory is exact while it runs, and holds the change when this returns. Whatever it throws
     * takes it back.
     */
    <T> T change(Change<T> change) {
        turn.lock();
        try {
            T result = database.write(c -> {
                Sql.update(c, "update chama.directory_revision set revision = revision + 1 where id = 1");
                long next = Loading.revision(c);
                read(c, next - 1);
                return change.run(c, next);
            });
            look();
            return result;
        } finally {
            turn.unlock();
        }
    }

    private void look() {
        try {
            refresh();
            if (firstPassword.exists()
                    && account(FirstStart.ADMINISTRATOR)
                            .map(held -> !held.mustChange())
                            .orElse(false)) {
                firstPassword.delete();
            }
            if (away) {
                away = false;
                LOG.info("the database is back: the directory is up to date again");
            }
        } catch (DatabaseException e) {
            if (!away) {
                away = true;
                LOG.warn("the directory cannot be brought up to date while the database is away: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("the directory could not be brought up to date", e);
        }
    }

    private void refresh() {
        database.read(c -> {
            read(c, Loading.revision(c));
            return revision;
        });
    }

    /** @param upTo revision that is complete in what the transaction sees */
    private synchronized void read(Connection c, long upTo) throws SQLException {
        Optional<Loading> news = Loading.since(c, revision);
        places = places.on(Moments.today(clock));
        if (news.isPresent()) {
            take(news.get());
            revision = upTo;
        }
    }

    private void take(Loading news) {
        if (!news.regions().isEmpty() || !news.departments().isEmpty()) {
            places = places.with(news.regions(), news.departments());
        }
        news.accounts().forEach(this::take);
        news.clients().forEach(this::take);
        news.responsibilities()
                .forEach(one -> responsibilities.compute(one.dataset(), (dataset, before) -> {
                    Map<Stage, Responsibility> after = before == null ? new HashMap<>() : new HashMap<>(before);
                    after.put(one.stage(), one);
                    return Map.copyOf(after);
                }));
    }

    private void take(HeldAccount held) {
        HeldAccount before = accounts.put(held.account().name(), held);
        if (before != null) {
            before.account()
                    .subject()
                    .ifPresent(
                            subject -> subjects.remove(subject, held.account().name()));
        }
        held.account()
                .subject()
                .ifPresent(subject -> subjects.put(subject, held.account().name()));
    }

    private void take(HeldClient held) {
        String name = held.client().name();
        clients.put(name, held);
        held.revoked().forEach(fingerprint -> bind(fingerprint, name));
        held.client().credentials().stream()
                .filter(credential -> !credential.digest().isEmpty())
                .forEach(credential -> bind(credential.digest(), name));
    }

    private void bind(String fingerprint, String client) {
        fingerprints.merge(fingerprint, Set.of(client), (one, other) -> {
            Set<String> both = new HashSet<>(one);
            both.addAll(other);
            return Set.copyOf(both);
        });
    }

    @Deactivate
    @Override
    public void close() {
        look.shutdownNow();
    }
}
