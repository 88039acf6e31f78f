package org.chama.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.store.Zone;
import org.h2.jdbcx.JdbcDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2 in a file. Its commit is in the file's buffers at once ({@code WRITE_DELAY=0}) but never on disk: {@link #harden()} sees to
 * that with one {@code CHECKPOINT SYNC} for all who wait.
 *
 * <p>A write that the disk refuses, full for one, closes the file for everyone; it is opened anew every few seconds, by whoever asks,
 * until it can be written again and all that it shows has been forced to disk. After a force that failed it does nothing any more until
 * the node starts again: the kernel calls pages clean whose fsync failed, so a second one would succeed and prove nothing.
 */
final class H2 implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(H2.class);
    private static final String FILE = "jdbc:h2:file:";
    private static final Set<String> ALLOWED = Set.of("CACHE_SIZE", "LOCK_TIMEOUT", "MAX_COMPACT_TIME");
    private static final Set<String> MEMORY = Set.of("mem", "memfs", "memlzf", "niomemfs", "niomemlzf");

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What is known of the disk. */
    private enum Disk {
        WORKS,
        /** A write failed: the file is closed and opened anew when it can be written. */
        REFUSES,
        /** A force failed: nobody knows what is on it. */
        UNKNOWN
    }

    private final Settings settings;
    private final String url;
    private final Map<Login, JdbcDataSource> sources = new ConcurrentHashMap<>();
    private final Runnable openedAnew;
    private final CommitBarrier barrier = new CommitBarrier(this::checkpoint);
    private final ReentrantLock reopening = new ReentrantLock();
    private final Object marking = new Object();
    private Connection checkpoints;
    private volatile Disk disk = Disk.WORKS;
    private volatile long opening = 1;
    private int tries;
    private long triesAgainAt = System.nanoTime();

    /** @param openedAnew is run when the database was opened anew: connections made before are dead */
    H2(Settings settings, Runnable openedAnew) {
        this.settings = settings;
        this.url = url(settings.url());
        this.openedAnew = openedAnew;
    }

    @Override
    public Database.Kind kind() {
        return Database.Kind.H2;
    }

    @Override
    public DataSource hub() {
        return sources.computeIfAbsent(settings.hub(), login -> source(url, login));
    }

    @Override
    public DataSource reader(Zone zone) {
        // settings need the hub's rights; it has made them already
        return sources.computeIfAbsent(
                settings.reader(zone),
                login -> source(url.replaceFirst(";.*", ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE"), login));
    }

    @Override
    public void prepare() throws SQLException {
        Path folder = folder();
        Secrets.folder(folder);
        define();
        barrier.pass();
        Secrets.force(folder);
    }

    /** Makes schemas and roles; always writes. */
    private void define() throws SQLException {
        try (Connection connection = hub().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists chama");
            for (Zone zone : Zone.values()) {
                Login reader = settings.reader(zone);
                String password = Secrets.readOrMake(reader.password().orElseThrow());
                statement.execute("create schema if not exists " + zone.schema());
                statement.execute("create user if not exists " + name(reader) + " password " + literal(password));
                statement.execute("alter user " + name(reader) + " set password " + literal(password));
                statement.execute("grant select on schema " + zone.schema() + " to " + name(reader));
            }
        }
    }

    private Path folder() {
        String file = file(settings.url());
        return Path.of(file.substring(file.lastIndexOf(':') + 1))
                .toAbsolutePath()
                .getParent();
    }

    @Override
    public long ready() throws SQLException {
        long current = opening;
        if (disk == Disk.REFUSES && reopening.tryLock()) {
            try {
                reopen();
            } finally {
                reopening.unlock();
            }
            current = opening;
        }
        refuseUnlessItWorks();
        return current;
    }

    private void refuseUnlessItWorks() throws SQLException {
        switch (disk) {
            case REFUSES ->
                throw new SQLException("the disk takes no data; the database opens by itself when it does", "58030");
            case UNKNOWN ->
                throw new SQLException(
                        "the disk failed to keep data: see that it works, then start the node again", "58030");
            case WORKS -> {}
        }
    }

    /** Not through the barrier: its leader may be waiting for this to end. */
    private synchronized void reopen() {
        long now = System.nanoTime();
        if (disk != Disk.REFUSES || now - triesAgainAt < 0) {
            return;
        }
        triesAgainAt = now + AGAIN_NANOS;
        try {
            shutDown();
            rename();
            define();
            force();
            Secrets.force(folder());
            openedAnew.run();
            opening++;
            disk = Disk.WORKS;
            LOG.info("the database file takes data again and was opened anew");
        } catch (SQLException e) {
            LOG.debug("the database file cannot be opened anew yet", e);
            if (disk == Disk.REFUSES && !Faults.isFailedWrite(e)) {
                LOG.warn("the database file cannot be opened anew yet: {}", e.getMessage());
            }
            shutDown();
        }
    }

    private void rename() {
        String before = FILE + (tries == 0 ? "" : OpeningPath.prefix(tries));
        String after = FILE + OpeningPath.prefix(++tries);
        sources.values().forEach(source -> source.setURL(after + source.getURL().substring(before.length())));
    }

    @Override
    public void met(long met, SQLException outage) {
        if (Faults.isStoreFailure(outage)) {
            fail(met, Disk.REFUSES, outage);
        }
    }

    private void fail(long failed, Disk how, SQLException reason) {
        synchronized (marking) {
            if (failed != opening || disk == how || disk == Disk.UNKNOWN) {
                return;
            }
            disk = how;
        }
        if (how == Disk.REFUSES) {
            LOG.error(
                    "the database file cannot be written or read; see that the disk has space, the node goes on by itself: {}",
                    reason.getMessage());
        } else {
            LOG.error(
                    "the disk failed to keep the database file; see that it works, then start the node again: {}",
                    reason.getMessage());
        }
    }

    /** H2 counts a transaction that wrote nothing as a change when it is rolled back, and writes what others have not yet committed. */
    @Override
    public void endRead(Connection connection) throws SQLException {
        if (wrote(connection)) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    private static boolean wrote(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("call transaction_id()");
                ResultSet id = ask.executeQuery()) {
            return id.next() && id.getString(1) != null;
        }
    }

    @Override
    public void harden(long committed) throws SQLException {
        barrier.pass();
        if (committed != opening) {
            throw new SQLException("the database was opened anew meanwhile; ask whether it holds the work", "58030");
        }
    }

    @Override
    public synchronized void close() {
        Connection old = checkpoints;
        checkpoints = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("a connection that is given up did not close", e);
            }
        }
    }

    private synchronized void checkpoint() throws SQLException {
        refuseUnlessItWorks();
        force();
    }

    private void force() throws SQLException {
        try {
            if (checkpoints == null) {
                checkpoints = hub().getConnection();
            }
            try (Statement statement = checkpoints.createStatement()) {
                statement.execute("checkpoint sync");
            }
        } catch (SQLException e) {
            fail(opening, Faults.isFailedWrite(e) ? Disk.REFUSES : Disk.UNKNOWN, e);
            throw e;
        }
    }

    /** Closes the file under whoever still uses it, without writing to it. */
    private void shutDown() {
        Connection last = checkpoints;
        checkpoints = null;
        try (Connection connection = last == null ? hub().getConnection() : last;
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            LOG.debug("the database file was closed already", e);
        }
    }

    private static JdbcDataSource source(String url, Login login) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        source.setUser(login.user());
        source.setPassword(Secrets.readOrMake(login.password().orElseThrow()));
        return source;
    }

    /** The url with what durability needs; refuses one that would take it away again. */
    static String url(String configured) {
        if (!configured.startsWith(FILE) || inMemory(file(configured))) {
            throw new RefusedException(
                    "database-h2-url",
                    "H2 只能以文件方式使用：url 须为 jdbc:h2:file:<路径>。",
                    "H2 is taken in a file only: the url must be jdbc:h2:file:<path>.");
        }
        String[] parts = configured.split(";");
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].replaceFirst("=.*", "").trim().toUpperCase(Locale.ROOT);
            if (!ALLOWED.contains(name)) {
                throw new RefusedException(
                        "database-h2-url",
                        "H2 的 url 不得设置 " + name + "：它可能使已确认的数据丢失；只允许 " + String.join("、", sorted()) + "。",
                        "The url of H2 must not set " + name + ", which may lose what was acknowledged; only "
                                + String.join(", ", sorted()) + " may be set.");
            }
        }
        StringBuilder url = new StringBuilder(configured);
        if (!hasScheme(file(configured))) {
            // an interrupted thread must not close the file under everyone
            url.insert(FILE.length(), "async:");
        }
        addUnlessSet(url, configured, "CACHE_SIZE=98304");
        addUnlessSet(url, configured, "LOCK_TIMEOUT=10000");
        return url.append(";WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0")
                .toString();
    }

    private static void addUnlessSet(StringBuilder url, String configured, String setting) {
        String name = setting.substring(0, setting.indexOf('=') + 1);
        if (!configured.toUpperCase(Locale.ROOT).contains(";" + name)) {
            url.append(';').append(setting);
        }
    }

    private static List<String> sorted() {
        return ALLOWED.stream().sorted().toList();
    }

    private static String file(String configured) {
        return configured.substring(FILE.length()).replaceFirst(";.*", "");
    }

    private static boolean hasScheme(String file) {
        return file.indexOf(':') > 1;
    }

    private static boolean inMemory(String file) {
        return Stream.of(file.toLowerCase(Locale.ROOT).split(":")).anyMatch(MEMORY::contains);
    }

    private static String name(Login login) {
        return '"' + login.user().replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
