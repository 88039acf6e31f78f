package org.chama.database;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leases in a table, and this run's sign of life: a row renewed on a connection of its own, so that a busy pool does not look like death. */
public final class NodeLeases implements Leases, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLeases.class);
    private static final long BEAT_MILLIS = 2_000;
    private static final int FORGET_DAYS = 30;

    private final NodeDatabase database;
    private final int silenceSeconds;
    private final String node;
    private final ScheduledExecutorService heart;
    private Connection line;
    private long opening;
    private boolean silent;

    /**
     * Begins a run: another id for every instance.
     *
     * @param silenceSeconds after which a run that gave no sign of life counts as dead
     */
    public NodeLeases(NodeDatabase database, int silenceSeconds) {
        this.database = database;
        this.silenceSeconds = silenceSeconds;
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        this.node = HexFormat.of().formatHex(random);
        database.write(c -> {
            try (PreparedStatement forget = c.prepareStatement(
                    "delete from chama.node where renewed < current_timestamp - interval '" + FORGET_DAYS + "' day")) {
                forget.executeUpdate();
            }
            return register(c);
        });
        this.heart = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-sign-of-life");
            thread.setDaemon(true);
            return thread;
        });
        heart.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public Optional<Lease> acquire(String name, Duration time) {
        if (time.toMillis() <= 0) {
            throw new IllegalArgumentException("a lease lasts at least a millisecond, not " + time);
        }
        try {
            return database.write(c -> take(c, name, time.toMillis()) || make(c, name, time.toMillis())
                    ? Optional.of(new Lease(name, node, fence(c, name)))
                    : Optional.empty());
        } catch (DatabaseException e) {
            if (e.getCause() instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
                return Optional.empty(); // another made it in the same moment
            }
            throw e;
        }
    }

    private boolean take(Connection c, String name, long millis) throws SQLException {
        try (PreparedStatement take = c.prepareStatement(
                """
                update chama.lease
                set fence = case when holder = ? then fence else fence + 1 end, holder = ?,
                    expires_at = current_timestamp + cast(? as bigint) * interval '0.001' second
                where name = ? and (holder = ? or expires_at <= current_timestamp)""")) {
            take.setString(1, node);
            take.setString(2, node);
            take.setLong(3, millis);
            take.setString(4, name);
            take.setString(5, node);
            return take.executeUpdate() == 1;
        }
    }

    private boolean make(Connection c, String name, long millis) throws SQLException {
        try (PreparedStatement make = c.prepareStatement(
                """
                insert into chama.lease (name, holder, fence, expires_at)
                select cast(? as varchar), cast(? as varchar), 1,
                    current_timestamp + cast(? as bigint) * interval '0.001' second
                where not exists (select 1 from chama.lease where name = ?)""")) {
            make.setString(1, name);
            make.setString(2, node);
            make.setLong(3, millis);
            make.setString(4, name);
            return make.executeUpdate() == 1;
        }
    }

    private static long fence(Connection c, String name) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement("select fence from chama.lease where name = ?")) {
            ask.setString(1, name);
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Keeps the row, so that the next holder's fence is greater. */
    @Override
    public void release(Lease lease) {
        database.write(c -> {
            try (PreparedStatement release = c.prepareStatement(
                    "update chama.lease set holder = '', expires_at = current_timestamp where name = ? and holder = ? and fence = ?")) {
                release.setString(1, lease.name());
                release.setString(2, lease.holder());
                release.setLong(3, lease.fence());
                return release.executeUpdate();
            }
        });
    }

    @Override
    public void check(Connection transaction, Lease lease) throws SQLException {
        try (PreparedStatement ask = transaction.prepareStatement(
                "select 1 from chama.lease where name = ? and holder = ? and fence = ? for update")) {
            ask.setString(1, lease.name());
            ask.setString(2, node);
            ask.setLong(3, lease.fence());
            try (ResultSet row = ask.executeQuery()) {
                if (!lease.holder().equals(node) || !row.next()) {
                    throw new LeaseLostException(lease);
                }
            }
        }
    }

    @Override
    public boolean alive(String run) {
        return database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(
                    "select 1 from chama.node where run = ? and renewed > current_timestamp - cast(? as bigint) * interval '1' second")) {
                ask.setString(1, run);
                ask.setLong(2, silenceSeconds);
                try (ResultSet row = ask.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** Ends the run: it counts as dead at once. */
    @Override
    public void close() {
        heart.shutdownNow();
        try {
            if (!heart.awaitTermination(silenceSeconds, TimeUnit.SECONDS)) {
                LOG.warn("the sign of life of run {} did not stop in time", node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hangUp();
        try {
            database.write(c -> {
                try (PreparedStatement forget = c.prepareStatement("delete from chama.node where run = ?")) {
                    forget.setString(1, node);
                    return forget.executeUpdate();
                }
            });
        } catch (DatabaseException e) {
            LOG.info("run {} ends without saying so, the database is away: {}", node, e.getMessage());
        }
    }

    private synchronized void beat() {
        try {
            if (line == null) {
                opening = database.ready();
                line = database.direct();
                line.setNetworkTimeout(Runnable::run, (int) TimeUnit.SECONDS.toMillis(silenceSeconds));
            }
            try (PreparedStatement renew =
                    line.prepareStatement("update chama.node set renewed = current_timestamp where run = ?")) {
                renew.setString(1, node);
                if (renew.executeUpdate() == 0) {
                    register(line);
                }
            }
            if (silent) {
                silent = false;
                LOG.info("run {} gives its sign of life again", node);
            }
        } catch (SQLException e) {
            hangUp();
            database.met(opening, e);
            fallSilent(e);
        } catch (RuntimeException e) {
            hangUp();
            fallSilent(e);
        }
    }

    private void fallSilent(Exception reason) {
        if (!silent) {
            silent = true;
            LOG.warn("run {} cannot give its sign of life: {}", node, reason.getMessage());
        }
    }

    private int register(Connection c) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "insert into chama.node (run, host, started, renewed) values (?, ?, current_timestamp, current_timestamp)")) {
            insert.setString(1, node);
            insert.setString(2, host());
            return insert.executeUpdate();
        }
    }

    private synchronized void hangUp() {
        Connection old = line;
        line = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("a connection that is given up did not close", e);
            }
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
