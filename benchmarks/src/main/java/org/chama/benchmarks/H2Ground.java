package org.chama.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The node's own H2, in the node's process: seen by REST only. Floors have a file of their own each, opened with the node's
 * settings.
 */
final class H2Ground implements Ground {

    private static final String OPTIONS =
            ";CACHE_SIZE=98304;LOCK_TIMEOUT=10000;WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;TRACE_LEVEL_FILE=0";
    private static final int PAGE = 10_000;

    private final Path folder;
    private String definition = "";
    private String tableName = "";
    private int files;

    H2Ground(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public String settings() {
        return "in the node, WRITE_DELAY 0, CHECKPOINT SYNC before a commit is reported, CACHE_SIZE 98304; seen by REST every 20 ms";
    }

    @Override
    public Map<String, String> nodeSettings() {
        return Map.of();
    }

    /** The file can be opened by one process at a time: the node stops meanwhile. */
    @Override
    public void learn(Node node, String dataset) throws Exception {
        node.stop();
        String password = Files.readString(node.home().resolve("data/secrets/database-chama"))
                .strip();
        Path file = node.home().resolve("data/database/chama").toAbsolutePath();
        StringBuilder script = new StringBuilder("create schema if not exists share;\n");
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:async:" + file + ";DATABASE_TO_LOWER=TRUE", "chama", password);
                Statement statement = connection.createStatement()) {
            try (ResultSet number =
                    statement.executeQuery("select number from chama.dataset where id = '" + dataset + "'")) {
                number.next();
                tableName = "share.d" + number.getInt(1);
            }
            try (ResultSet lines = statement.executeQuery("script nodata nopasswords nosettings table " + tableName)) {
                while (lines.next()) {
                    String line = lines.getString(1);
                    if (line.startsWith("CREATE CACHED TABLE")
                            || line.startsWith("ALTER TABLE")
                            || line.contains(" INDEX ")) {
                        script.append(line).append('\n');
                    }
                }
            }
        }
        definition = script.toString();
        if (!definition.contains("PRIMARY KEY") || !definition.contains(" INDEX ")) {
            throw new FailedRunException("the table of " + dataset + " has no key or no index: " + definition);
        }
        node.start();
    }

    @Override
    public void settle() throws Exception {
        Commands.run("sync");
    }

    @Override
    public long cpuNanos() {
        return 0;
    }

    @Override
    public long stored(Node node, String dataset) {
        return arrival(node, dataset).path("stored").asLong();
    }

    @Override
    public boolean opened(Node node, String dataset) {
        long batches = arrival(node, dataset).path("batchesStored").asLong();
        for (JsonNode release : node.get("/api/v1/releases").path("releases")) {
            if (release.path("dataset").asText().equals(dataset)) {
                long head = release.path("head").asLong();
                return head == batches && release.path("position").asLong() == head;
            }
        }
        return false;
    }

    @Override
    public void read(Node node, String dataset, boolean open, Oracle into) {
        List<String> columns = open ? Persons.openColumns() : Persons.columns();
        String[] values = new String[columns.size()];
        String after = null;
        do {
            JsonNode page = open ? openPage(node, dataset, after) : sharePage(node, dataset, after);
            for (JsonNode row : page.path("records")) {
                for (int i = 0; i < values.length; i++) {
                    JsonNode value = row.path(columns.get(i));
                    values[i] = value.isNull() ? null : value.asText();
                }
                into.add(values);
            }
            after = page.path("next").isTextual() ? page.path("next").asText() : null;
        } while (after != null);
    }

    private static JsonNode sharePage(Node node, String dataset, String after) {
        return node.post(
                "/api/v1/datasets/" + dataset + "/records/query",
                "{\"limit\": \"" + PAGE + "\"" + (after == null ? "" : ", \"after\": \"" + after + "\"") + "}");
    }

    private static JsonNode openPage(Node node, String dataset, String after) {
        return node.get("/api/v1/open/" + dataset + "/records?limit=" + PAGE
                + (after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8)));
    }

    private static JsonNode arrival(Node node, String dataset) {
        return node.get("/api/v1/arrivals?limit=1&dataset=" + dataset)
                .path("arrivals")
                .path(0);
    }

    @Override
    public void empty(Node node, String dataset) {
        // nobody but the node can open its file: what was stored stays
    }

    @Override
    public Table table() throws Exception {
        Path place = folder.resolve("floor-" + ++files);
        Files.createDirectories(place);
        return new Table("jdbc:h2:file:async:" + place.resolve("floor") + OPTIONS, "sa", tableName, definition);
    }

    @Override
    public Connection open(Table table) throws SQLException {
        return DriverManager.getConnection(table.url(), table.user(), "");
    }

    @Override
    public void drop(Table table) throws Exception {
        Path place = Path.of(table.url().replaceFirst("jdbc:h2:file:async:", "").replaceFirst(";.*", ""))
                .getParent();
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(place)) {
            walk.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() {
        // it ends with the node
    }
}
