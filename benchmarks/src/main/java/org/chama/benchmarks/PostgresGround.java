package org.chama.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of its own in a temporary folder, with fsync and the platform's roles; floors use a schema beside. */
final class PostgresGround implements Ground {

    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "256MB",
            "max_wal_size", "4GB",
            "fsync", "on",
            "full_page_writes", "on",
            "synchronous_commit", "on");

    private static final List<String> SHOWN = List.of(
            "server_version",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "fsync",
            "full_page_writes",
            "synchronous_commit",
            "wal_sync_method",
            "wal_level",
            "autovacuum");

    private static final String HUB = "chama";

    private final EmbeddedPostgres server;
    private final long postmaster;
    private final Connection admin;
    private final Connection hub;
    private String definition = "";
    private int tables;

    PostgresGround(Path folder, Path roles) throws IOException, SQLException {
        Files.createDirectories(folder);
        Path data = folder.resolve("data");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(folder.resolve("server").toFile());
        SETTINGS.forEach(builder::setServerConfig);
        this.server = builder.start();
        this.postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        this.admin = server.getPostgresDatabase().getConnection();
        execute(Files.readString(roles, StandardCharsets.UTF_8));
        execute("create schema floor authorization " + HUB);
        this.hub = DriverManager.getConnection(url(), HUB, "");
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String settings() throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String name : SHOWN) {
            text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(one(admin, "show " + name));
        }
        return text.toString();
    }

    @Override
    public Map<String, String> nodeSettings() {
        return Map.of("url", url());
    }

    @Override
    public void learn(Node node, String dataset) throws SQLException {
        definition = "share.d" + number(dataset);
    }

    @Override
    public void settle() throws Exception {
        execute("checkpoint");
        Commands.run("sync");
    }

    @Override
    public long cpuNanos() {
        return Processes.familyCpuNanos(postmaster);
    }

    @Override
    public long stored(Node node, String dataset) throws SQLException {
        return Long.parseLong(one(hub, "select coalesce(sum(stored), 0) from chama.batch where dataset = ?", dataset));
    }

    @Override
    public boolean opened(Node node, String dataset) throws SQLException {
        return "t"
                .equals(one(
                        hub,
                        "select exists (select from chama.dataset d join chama.head h on h.dataset_number = d.number"
                                + " join chama.release r on r.dataset_number = d.number where d.id = ? and r.position = h.position"
                                + " and h.position = (select count(*) from chama.batch b where b.dataset = d.id))",
                        dataset));
    }

    @Override
    public void read(Node node, String dataset, boolean open, Oracle into) throws SQLException {
        String table = (open ? "open" : "share") + ".d" + number(dataset);
        into.addAll(
                hub, "select " + Persons.sqlNames(open ? Persons.openColumns() : Persons.columns()) + " from " + table);
    }

    @Override
    public void empty(Node node, String dataset) throws SQLException {
        String number = number(dataset);
        try (Statement statement = hub.createStatement()) {
            statement.execute("truncate share.d" + number);
            if (!one(hub, "select coalesce(to_regclass('open.d" + number + "')::text, '')")
                    .isEmpty()) {
                statement.execute("truncate open.d" + number);
            }
        }
    }

    @Override
    public Table table() throws SQLException {
        String name = "floor.t" + ++tables;
        try (Statement statement = hub.createStatement()) {
            statement.execute("create table " + name + " (like " + definition + " including all)");
        }
        return new Table(url() + "?reWriteBatchedInserts=true", HUB, name, "");
    }

    @Override
    public Connection open(Table table) throws SQLException {
        return DriverManager.getConnection(table.url(), table.user(), "");
    }

    @Override
    public void drop(Table table) throws SQLException {
        try (Statement statement = hub.createStatement()) {
            statement.execute("drop table " + table.name());
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        hub.close();
        admin.close();
        server.close();
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    private String number(String dataset) throws SQLException {
        return one(hub, "select number from chama.dataset where id = ?", dataset);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(Connection connection, String query, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        }
    }
}
