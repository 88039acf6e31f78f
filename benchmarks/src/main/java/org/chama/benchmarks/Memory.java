package org.chama.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** W1 in one large file against small ones in the same node: neither resident memory nor the live heap may grow with the file. */
final class Memory {

    private static final int SMALL_FILES = 3;
    private static final int SAMPLE_MILLIS = 250;
    private static final int SHOWN = 12;
    private static final double MOST_GROWTH = 1.1;
    private static final int MEBIBYTE = 1024;

    /** {@code GC(7) Pause Young (Normal) (G1 Evacuation Pause) 612M->88M(1024M) 9.9ms}; the heap after it. */
    private static final Pattern PAUSE = Pattern.compile("Pause \\w+ .*? (\\d+)M->(\\d+)M\\(");

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Bench bench;
    private final long rows;
    private final long small;
    private final String database;

    Memory(Bench bench, Options options) {
        this.bench = bench;
        this.rows = options.number("rows", 10_000_000);
        this.small = options.number("small", 100_000);
        this.database = options.text("database").orElse("postgresql");
    }

    /** One moment of a node. */
    private record Sample(double seconds, long residentMebibytes) {}

    private record Phase(String name, long peak, long live, int afterYoung, int beforeYoung, List<Sample> samples) {}

    void run() throws Exception {
        bench.head(
                "W1 memory",
                List.of(
                        "one node, heap fixed at 1 GiB and touched at the start, so that whatever grows is not heap; the live heap"
                                + " is what a forced full collection leaves",
                        "datasets with an open copy; the oracle after every file"));
        Ground ground = bench.ground(database);
        Node node = bench.node("node", ground);
        Path gcLog = node.home().resolve("gc.log");
        node.javaOption("-Xms1g");
        node.javaOption("-XX:+AlwaysPreTouch");
        node.javaOption("-Xlog:gc:file=" + gcLog + "::filecount=0");
        for (int run = 0; run <= SMALL_FILES; run++) {
            String dataset = Platform.dataset(true, small, run);
            node.declare(dataset, Persons.declaration(dataset, true));
        }
        String large = Platform.dataset(true, rows, 0);
        node.declare(large, Persons.declaration(large, true));
        node.start();
        Path files = bench.folder().resolve("files");
        Workload smallFile = Workload.make(small, Workload.recipe(0.01, 0.005), files, false);
        Workload largeFile = Workload.make(rows, Workload.recipe(0.01, 0.005), files, false);
        bench.report("- " + ground.name() + ": " + ground.settings());
        bench.report("- the large file has " + Files.size(largeFile.dropped()) / 1_000_000 + " MB\n");

        phase(node, ground, gcLog, smallFile, List.of(Platform.dataset(true, small, 0)));
        List<String> again = new ArrayList<>();
        for (int run = 1; run <= SMALL_FILES; run++) {
            again.add(Platform.dataset(true, small, run));
        }
        Phase few = phase(node, ground, gcLog, smallFile, again);
        Phase many = phase(node, ground, gcLog, largeFile, List.of(large));
        report(few, many);
        bench.report("\n- load average at the end: " + Machine.load());
        bench.save("w1-memory");
        if (many.peak() > few.peak() * MOST_GROWTH) {
            throw new FailedRunException("resident memory grew from " + few.peak() + " to " + many.peak() + " MiB");
        }
    }

    private Phase phase(Node node, Ground ground, Path gcLog, Workload workload, List<String> datasets)
            throws Exception {
        long logged = Files.size(gcLog);
        List<Sample> samples = new ArrayList<>();
        for (String dataset : datasets) {
            node.connect(Persons.DEPARTMENT, dataset, Platform.CONNECTOR);
            Path finished = Platform.stage(workload, node, dataset);
            ground.settle();
            AtomicBoolean over = new AtomicBoolean();
            Thread sampler = new Thread(() -> sample(node, over, samples), "sampler");
            Platform.drop(finished, node.drop(Persons.DEPARTMENT, dataset));
            sampler.start();
            Platform.await(node, ground, dataset, workload, true);
            over.set(true);
            sampler.join();
        }
        List<int[]> pauses = pauses(gcLog, logged);
        long live = live(node);
        for (String dataset : datasets) {
            Platform.check(node, ground, dataset, workload, true);
            ground.empty(node, dataset);
        }
        bench.progress(workload.rows() + " rows x " + datasets.size() + ": done");
        return new Phase(
                datasets.size() + " x " + workload.rows(),
                samples.stream().mapToLong(Sample::residentMebibytes).max().orElse(0),
                live,
                pauses.stream().mapToInt(pause -> pause[1]).max().orElse(0),
                pauses.stream().mapToInt(pause -> pause[0]).max().orElse(0),
                samples);
    }

    private static void sample(Node node, AtomicBoolean over, List<Sample> into) {
        long begin = System.nanoTime();
        while (!over.get()) {
            into.add(
                    new Sample((System.nanoTime() - begin) / 1e9, Processes.kilobytes(node.pid(), "VmRSS") / MEBIBYTE));
            LockSupport.parkNanos(SAMPLE_MILLIS * 1_000_000L);
        }
    }

    /** Heap before and after each young collection since a place in the log. */
    private static List<int[]> pauses(Path gcLog, long from) throws IOException {
        byte[] all = Files.readAllBytes(gcLog);
        String text = new String(all, (int) from, (int) (all.length - from), StandardCharsets.UTF_8);
        List<int[]> pauses = new ArrayList<>();
        Matcher matcher = PAUSE.matcher(text);
        while (matcher.find()) {
            pauses.add(new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))});
        }
        return pauses;
    }

    /** MiB a forced full collection leaves. */
    private static long live(Node node) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Commands.run(jcmd, Long.toString(node.pid()), "GC.run");
        Matcher used = USED.matcher(Commands.run(jcmd, Long.toString(node.pid()), "GC.heap_info"));
        return used.find() ? Long.parseLong(used.group(1)) / MEBIBYTE : 0;
    }

    private void report(Phase few, Phase many) {
        bench.report(
                "| files x rows | peak RSS MiB | live heap MiB | heap after young collections, most MiB | before, most MiB |");
        bench.report("|---|---|---|---|---|");
        for (Phase phase : List.of(few, many)) {
            bench.report("| " + phase.name() + " | " + phase.peak() + " | " + phase.live() + " | " + phase.afterYoung()
                    + " | " + phase.beforeYoung() + " |");
        }
        bench.report(String.format(
                Locale.ROOT,
                "%npeak RSS x %.3f (aim at most %.1f), live heap %+d MiB",
                (double) many.peak() / few.peak(),
                MOST_GROWTH,
                many.live() - few.live()));
        bench.report("\nRSS over time of the large file:\n\n| s | MiB |\n|---|---|");
        List<Sample> samples = many.samples();
        for (int i = 0; i < SHOWN && !samples.isEmpty(); i++) {
            Sample sample = samples.get(i * (samples.size() - 1) / (SHOWN - 1));
            bench.report(String.format(Locale.ROOT, "| %.1f | %d |", sample.seconds(), sample.residentMebibytes()));
        }
    }
}
