package org.chama.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.store.Zone;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL, whose own commit waits for the disk as long as its settings are what {@link #prepare()} asks for. */
final class Postgres implements Engine {

    private static final int CONNECT_SECONDS = 10;

    private final Settings settings;

    Postgres(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Database.Kind kind() {
        return Database.Kind.POSTGRESQL;
    }

    @Override
    public DataSource hub() {
        return source(settings.hub());
    }

    @Override
    public DataSource reader(Zone zone) {
        return source(settings.reader(zone));
    }

    @Override
    public void prepare() throws SQLException {
        try (Connection connection = hub().getConnection();
                Statement statement = connection.createStatement()) {
            require(statement, "fsync", List.of("on"));
            require(statement, "full_page_writes", List.of("on"));
            require(statement, "synchronous_commit", List.of("on", "remote_apply", "remote_write", "local"));
            require(statement, "server_encoding", List.of("UTF8"));
            for (String schema : List.of("chama", Zone.SHARE.schema(), Zone.OPEN.schema())) {
                requireSchema(statement, schema);
            }
        }
        for (Zone zone : Zone.values()) {
            ReaderRole.check(reader(zone), settings.reader(zone), zone, settings.hub());
        }
    }

    @Override
    public long ready() {
        return 1;
    }

    @Override
    public void met(long opening, SQLException outage) {}

    /** Writes nothing either way; a commit would fail where the work has survived a failed statement. */
    @Override
    public void endRead(Connection connection) throws SQLException {
        connection.rollback();
    }

    @Override
    public void harden(long opening) {}

    @Override
    public void close() {}

    private static void require(Statement statement, String setting, List<String> good) throws SQLException {
        String value = one(statement, "show " + setting);
        if (!good.contains(value)) {
            throw new RefusedException(
                    "database-unsafe",
                    "PostgreSQL 的参数 " + setting + " 为 " + value + "，须为 " + String.join("、", good) + " 之一，否则已确认的数据可能丢失。",
                    "PostgreSQL's setting " + setting + " is " + value + "; it must be one of "
                            + String.join(", ", good) + ", or acknowledged data may be lost.");
        }
    }

    private static void requireSchema(Statement statement, String schema) throws SQLException {
        String right = one(
                statement,
                "select coalesce((select has_schema_privilege(oid, 'create') from pg_namespace where nspname = '"
                        + schema + "'), false)::text");
        if (!"true".equals(right)) {
            throw new RefusedException(
                    "database-schema",
                    "PostgreSQL 中没有属于枢纽角色的模式 " + schema + "：请由数据库管理员执行一次 postgresql-roles.sql。",
                    "PostgreSQL has no schema " + schema
                            + " of the hub's role: let an administrator run postgresql-roles.sql once.");
        }
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private DataSource source(Login login) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        source.setUser(login.user());
        login.password().ifPresent(file -> source.setPassword(Secrets.read(file)));
        source.setApplicationName("chama");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setReWriteBatchedInserts(true);
        source.setTcpKeepAlive(true);
        // the server's detail of an error repeats the values of the row
        source.setLogServerErrorDetail(false);
        return source;
    }
}
