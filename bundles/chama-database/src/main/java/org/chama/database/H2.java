package org.chama.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
 * <p>After the first failure of the disk it does nothing any more until it is opened anew: the kernel calls pages clean whose
 * fsync failed, so a second one would succeed and prove nothing.
 */
final class H2 implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(H2.class);
    private static final String FILE = "jdbc:h2:file:";
    private static final Set<String> ALLOWED = Set.of("CACHE_SIZE", "LOCK_TIMEOUT", "MAX_COMPACT_TIME");
    private static final Set<String> MEMORY = Set.of("mem", "memfs", "memlzf", "niomemfs", "niomemlzf");

    private final Settings settings;
    private final String url;
    private final CommitBarrier barrier = new CommitBarrier(this::checkpoint);
    private Connection checkpoints;
    private volatile boolean failed;

    H2(Settings settings) {
        this.settings = settings;
        this.url = url(settings.url());
    }

    @Override
    public Database.Kind kind() {
        return Database.Kind.H2;
    }

    @Override
    public DataSource hub() {
        return source(url, settings.hub());
    }

    @Override
    public DataSource reader(Zone zone) {
        // settings need the hub's rights; it has made them already
        return source(url.replaceFirst(";.*", ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE"), settings.reader(zone));
    }

    @Override
    public void prepare() throws SQLException {
        String file = file(settings.url());
        Path folder = Path.of(file.substring(file.lastIndexOf(':') + 1))
                .toAbsolutePath()
                .getParent();
        Secrets.folder(folder);
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
        barrier.pass();
        Secrets.force(folder);
    }

    @Override
    public void ready() throws SQLException {
        if (failed) {
            throw new SQLException(
                    "the disk failed to take data: see that it works and has space, then start the node again",
                    "58030");
        }
    }

    @Override
    public void met(SQLException outage) {
        if (Faults.isStoreFailure(outage)) {
            fail(outage);
        }
    }

    private void fail(SQLException reason) {
        if (!failed) {
            failed = true;
            LOG.error(
                    "the database file cannot be written or read; the node must be started again: {}",
                    reason.getMessage());
        }
    }

    @Override
    public void harden() throws SQLException {
        barrier.pass();
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
        ready();
        try {
            if (checkpoints == null) {
                checkpoints = hub().getConnection();
            }
            try (Statement statement = checkpoints.createStatement()) {
                statement.execute("checkpoint sync");
            }
        } catch (SQLException e) {
            fail(e);
            throw e;
        }
    }

    private static DataSource source(String url, Login login) {
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
