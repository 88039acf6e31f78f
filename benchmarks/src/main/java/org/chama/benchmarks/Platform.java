package org.chama.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.chama.benchmarks.Report.Measure;

/** A node that takes a dropped file into the share zone, with or without a masked open copy. */
final class Platform implements Contender {

    /** Complete when the {@code .done} lies beside the file, looked for every 50 ms. */
    static final Map<String, String> CONNECTOR =
            Map.of("complete", "done", "poll.millis", "50", "confidentiality", "none");

    private static final int POLL_MILLIS = 10;
    private static final int POLL_REST_MILLIS = 20;

    private final Node node;
    private final Ground ground;
    private final boolean open;

    Platform(Node node, Ground ground, boolean open) {
        this.node = node;
        this.ground = ground;
        this.open = open;
    }

    @Override
    public String name() {
        return open ? "ours-open" : "ours";
    }

    @Override
    public String description() {
        return open
                ? "a node, the file dropped into a dataset with an open copy: from the rename until every batch is stored, numbered,"
                        + " masked (8 masks, 1 identifier dropped) and committed in the open zone"
                : "a node (heap 1 GiB, embedded broker), the file dropped: from its rename until the last batch is committed and seen"
                        + " by another connection; form and content checked, ledger and registry written";
    }

    /** Short id of the dataset of one run; each has its own, so that every run begins with an empty table. */
    static String dataset(boolean open, long rows, int run) {
        return "person-" + (open ? "open-" : "") + rows + "-" + run;
    }

    @Override
    public Measure run(Workload workload, int run) throws Exception {
        String dataset = dataset(open, workload.rows(), run);
        node.connect(Persons.DEPARTMENT, dataset, CONNECTOR);
        Path drop = node.drop(Persons.DEPARTMENT, dataset);
        Path finished = stage(workload, node, dataset);
        ground.settle();
        long nodeCpu = Processes.cpuNanos(node.pid());
        long databaseCpu = ground.cpuNanos();
        long begin = System.nanoTime();
        drop(finished, drop);
        long end = await(node, ground, dataset, workload, open);
        long cpu = Processes.cpuNanos(node.pid()) - nodeCpu + ground.cpuNanos() - databaseCpu;
        check(node, ground, dataset, workload, open);
        ground.empty(node, dataset);
        return new Measure(name(), workload.rows(), workload.expected().stored(), end - begin, cpu);
    }

    /** Puts a file on the node's file system, ready to be renamed into its drop folder. */
    static Path stage(Workload workload, Node node, String dataset) throws Exception {
        Path staged = node.home().resolve("staged");
        Files.createDirectories(staged);
        Path file = staged.resolve(dataset + "." + workload.recipe().format().extension());
        Files.deleteIfExists(file);
        Files.createLink(file, workload.dropped());
        return file;
    }

    /** Renames the finished file into the folder and puts its marker beside it. */
    static void drop(Path finished, Path folder) throws Exception {
        Path file = folder.resolve(finished.getFileName());
        Files.move(finished, file, StandardCopyOption.ATOMIC_MOVE);
        Files.createFile(folder.resolve(file.getFileName() + ".done"));
    }

    /** @return when everything was there, of {@link System#nanoTime} */
    static long await(Node node, Ground ground, String dataset, Workload workload, boolean open)
            throws InterruptedException {
        int poll = ground.cpuNanos() == 0 ? POLL_REST_MILLIS : POLL_MILLIS;
        Duration patience = Duration.ofSeconds(120 + workload.rows() / 2_000);
        long stored = workload.expected().stored();
        try {
            Waiting.until(
                    stored + " rows of " + dataset,
                    patience,
                    poll,
                    () -> asked(() -> ground.stored(node, dataset)) >= stored);
            if (open) {
                Waiting.until(
                        "the open copy of " + dataset, patience, poll, () -> asked(() -> ground.opened(node, dataset)));
            }
        } catch (FailedRunException e) {
            throw new FailedRunException(e.getMessage() + "; " + node.get("/api/v1/arrivals?limit=1&dataset=" + dataset)
                    + " " + node.get("/api/v1/releases"));
        }
        return System.nanoTime();
    }

    /** Every row, every rejected row, every refused one; no row twice; nothing unmasked in the open copy. */
    static void check(Node node, Ground ground, String dataset, Workload workload, boolean open) throws Exception {
        Waiting.until("the end of the arrival of " + dataset, Duration.ofSeconds(60), 100, () -> arrival(node, dataset)
                .path("state")
                .asText()
                .equals("STORED"));
        JsonNode arrival = arrival(node, dataset);
        equal(
                "rejected rows of " + dataset,
                arrival.path("rejected").asLong(),
                workload.expected().check());
        equal(
                "refused rows of " + dataset,
                arrival.path("refused").asLong(),
                workload.expected().door());
        Oracle share = new Oracle(false);
        ground.read(node, dataset, false, share);
        share.check("share zone of " + dataset, workload.expected());
        if (open) {
            Oracle copy = new Oracle(true);
            ground.read(node, dataset, true, copy);
            copy.check("open zone of " + dataset, workload.masked());
        }
    }

    static JsonNode arrival(Node node, String dataset) {
        return node.get("/api/v1/arrivals?limit=1&dataset=" + dataset)
                .path("arrivals")
                .path(0);
    }

    private static void equal(String what, long found, long expected) {
        if (found != expected) {
            throw new FailedRunException(what + ": " + found + " instead of " + expected);
        }
    }

    /** A question that may fail. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws Exception;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FailedRunException(e.toString());
        }
    }
}
