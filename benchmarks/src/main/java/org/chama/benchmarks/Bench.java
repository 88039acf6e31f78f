package org.chama.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a command works: a temporary folder, what it started, what it says. All of it ends with the command. */
final class Bench implements AutoCloseable {

    private static final Path ROLES = Path.of("bundles/chama-database/src/main/resources/db/postgresql-roles.sql");
    private static final Path REPORTS = Path.of("benchmarks/target/reports");

    private final Path folder;
    private final Path archive;
    private volatile boolean kept;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final StringBuilder report = new StringBuilder();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    private boolean closed;

    /** Options: {@code --archive}, {@code --work} for a folder that is kept. */
    Bench(Options options) throws IOException {
        archive = options.text("archive").map(Path::of).orElseThrow().toAbsolutePath();
        Optional<Path> work = options.text("work").map(Path::of);
        kept = work.isPresent();
        folder = kept
                ? Files.createDirectories(work.get()).toAbsolutePath()
                : Files.createTempDirectory("chama-benchmarks-").toAbsolutePath();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    Path folder() {
        return folder;
    }

    /** Leaves the folder, with the logs of what failed, behind. */
    void keep() {
        kept = true;
        progress("kept: " + folder);
    }

    /** A node that is not started, on this database. */
    Node node(String name, Ground ground) throws IOException, InterruptedException {
        Node node = track(Node.unpack(archive, folder.resolve(name)));
        if (!ground.nodeSettings().isEmpty()) {
            node.configure("org.chama.database", ground.nodeSettings());
        }
        return node;
    }

    Ground ground(String database) throws IOException, SQLException {
        return switch (database) {
            case "postgresql" -> track(new PostgresGround(folder.resolve("postgresql"), ROLES));
            case "h2" -> track(new H2Ground(folder));
            default ->
                throw new IllegalArgumentException(
                        "数据库为 h2 或 postgresql / the database is h2 or postgresql: " + database);
        };
    }

    synchronized <T extends AutoCloseable> T track(T resource) {
        started.push(resource);
        return resource;
    }

    /** A passing remark. */
    void progress(String text) {
        progress.println(text);
    }

    /** A part of the report. */
    void report(String text) {
        out.println(text);
        report.append(text).append('\n');
    }

    /** Keeps the report as a file. */
    void save(String name) throws IOException {
        Files.createDirectories(REPORTS);
        Path file = REPORTS.resolve(name + "-" + System.currentTimeMillis() / 1000 + ".md");
        Files.writeString(file, report);
        progress("report: " + file);
    }

    /** The head every report has. */
    void head(String title, List<String> lines) throws IOException {
        report("# " + title + "\n");
        report("- " + Machine.description());
        report("- load average at the beginning: " + Machine.load());
        report("- physical floors: " + Machine.floors(folder));
        lines.forEach(line -> report("- " + line));
    }

    @Override
    public void close() {
        end();
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                progress("did not end cleanly: " + e);
            }
        }
        if (!kept) {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            progress("left behind: " + folder + ": " + e);
        }
    }
}
