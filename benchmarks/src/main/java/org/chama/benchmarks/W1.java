package org.chama.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chama.benchmarks.Report.Measure;
import org.chama.generator.Format;
import org.chama.generator.Recipe;

/** Bulk drop: a CSV file dropped, against floors and peers, interleaved, the oracle after every run. */
final class W1 {

    private static final long SAMPLE = 20_000;

    private static final double OURS = 0.5;
    private static final double OURS_STRETCH = 0.7;
    private static final double OPEN = 0.35;
    private static final double PER_RECORD = 10;

    private final Bench bench;
    private final List<Long> sizes;
    private final List<String> databases;
    private final List<String> only;
    private final int runs;
    private final double dirty;
    private final double duplicates;
    private final Format format;
    private final Optional<Path> recording;
    private long idleCpu;
    private long idleNanos;

    W1(Bench bench, Options options) {
        this.bench = bench;
        this.sizes = options.numbers("rows", "100000,1000000");
        this.databases = options.texts("database", "h2,postgresql");
        this.runs = (int) options.number("runs", 5);
        this.only = options.texts("only", "ours,ours-open,copy,inserts,camel-aggregate,camel-record");
        this.dirty = options.decimal("dirty", 0.01);
        this.duplicates = options.decimal("duplicates", 0.005);
        this.format = Format.valueOf(
                options.text("format").orElse("csv").toUpperCase(Locale.ROOT).replace('-', '_'));
        this.recording = options.text("jfr").map(Path::of).map(Path::toAbsolutePath);
    }

    void run() throws Exception {
        bench.head(
                "W1 bulk drop",
                List.of(
                        "person rows of 12 columns, " + format + ", seed 20260101, dirty " + dirty + ", duplicates "
                                + duplicates
                                + "; " + runs + " runs after a warm-up, interleaved (each round in the reverse order of"
                                + " the one before), a fresh table and `sync` before every clock",
                        "every run counted here passed its oracle: count and hash sum of all rows, rejected and refused"
                                + " rows, open copy against an independent masking, no sentinel in it"));
        for (String database : databases) {
            measure(database);
        }
        bench.report("\n- load average at the end: " + Machine.load());
        bench.save("w1");
    }

    private void measure(String database) throws Exception {
        Ground ground = bench.ground(database);
        Node node = bench.node("node-" + database, ground);
        node.javaOption("-Xlog:gc:file=" + node.home().resolve("gc.log"));
        recording.ifPresent(
                file -> node.javaOption("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file));
        for (long rows : sizes) {
            for (int run = 0; run <= runs; run++) {
                for (boolean open : new boolean[] {false, true}) {
                    String dataset = Platform.dataset(open, rows, run);
                    node.declare(dataset, Persons.declaration(dataset, open));
                }
            }
        }
        bench.progress(database + ": node ready after " + node.start() + " ms");
        ground.learn(node, Platform.dataset(false, sizes.get(0), 0));
        bench.report("\n## " + database + "\n\n" + ground.settings() + "\n");
        PeerJvm jvm = bench.track(new PeerJvm(bench.folder().resolve("peers.log")));
        List<Contender> contenders = contenders(node, ground, jvm);
        Map<Long, Double> rates = new TreeMap<>();
        for (long rows : sizes) {
            Report report = measure(node, ground, contenders, rows);
            if (report.has("ours")) {
                rates.put(rows, report.rate("ours").median());
            }
        }
        slope(rates);
        bench.report("\n" + Contenders.describe(contenders));
        jvm.close();
        node.stop();
        ground.close();
    }

    private Report measure(Node node, Ground ground, List<Contender> contenders, long rows) throws Exception {
        Workload workload = Workload.make(rows, recipe(), bench.folder().resolve("files"), true);
        String floor = ground.name().equals("h2") ? "inserts" : "copy";
        Report report = new Report(contenders, floor);
        for (int run = 0; run <= runs; run++) {
            List<Contender> order = new ArrayList<>(contenders);
            if (run % 2 == 0) {
                Collections.reverse(order);
            }
            for (Contender contender : order) {
                Measure measure = run(contender, node, workload, run);
                bench.progress(String.format(
                        Locale.ROOT,
                        "%s %d rows, %s %s: %.2f s, %.0f rows/s, load %s",
                        ground.name(),
                        rows,
                        run == 0 ? "warm-up" : "run " + run,
                        contender.name(),
                        measure.nanos() / 1e9,
                        measure.rowsPerSecond(),
                        Machine.load()));
                if (run > 0) {
                    report.add(measure);
                }
            }
        }
        bench.report("\n### " + rows + " rows (" + Files.size(workload.dropped()) / 1_000_000 + " MB, "
                + workload.expected().stored() + " to be stored)\n\n" + report.table());
        bench.report("node: peak RSS " + Processes.kilobytes(node.pid(), "VmHWM") / 1024
                + " MiB; its processor time while the" + " others were measured: "
                + (idleNanos == 0 ? 0 : 100 * idleCpu / idleNanos) + " % of a core\n");
        aims(report, floor);
        return report;
    }

    /** Notes what the idle node costs while others are measured. */
    private Measure run(Contender contender, Node node, Workload workload, int run) throws Exception {
        long cpu = Processes.cpuNanos(node.pid());
        long begin = System.nanoTime();
        Measure measure = contender.run(workload, run);
        if (!(contender instanceof Platform)) {
            idleCpu += Processes.cpuNanos(node.pid()) - cpu;
            idleNanos += System.nanoTime() - begin;
        }
        return measure;
    }

    private Recipe recipe() {
        return Workload.recipe(dirty, duplicates).withFormat(format);
    }

    private List<Contender> contenders(Node node, Ground ground, PeerJvm jvm) {
        List<Contender> all = Contenders.all(node, ground, jvm, this::sample);
        if (all.stream().noneMatch(contender -> only.contains(contender.name()))) {
            throw new IllegalArgumentException("无此参加者 / no such contender: --only " + String.join(",", only));
        }
        return all.stream().filter(contender -> only.contains(contender.name())).toList();
    }

    private Workload sample(Workload whole) throws IOException {
        return whole.rows() <= SAMPLE
                ? whole
                : Workload.make(SAMPLE, whole.recipe(), bench.folder().resolve("files"), true);
    }

    /** Aims are for PostgreSQL; H2 has its own floor beside it. */
    private void aims(Report report, String floor) {
        if (floor.equals("copy")) {
            aim(report, "ours", floor, OURS, OURS_STRETCH);
            aim(report, "ours-open", floor, OPEN, OPEN);
        }
        aim(report, "ours", "camel-record", PER_RECORD, PER_RECORD);
    }

    private void aim(Report report, String ours, String theirs, double least, double stretch) {
        if (report.has(ours) && report.has(theirs)) {
            double ratio = report.ratio(ours, theirs).median();
            String verdict = ratio < least ? "**below**" : ratio < stretch ? "met" : "met with stretch";
            bench.report(String.format(
                    Locale.ROOT,
                    "- %s / %s = %.2f, aim %.2f (stretch %.2f): %s",
                    ours,
                    theirs,
                    ratio,
                    least,
                    stretch,
                    verdict));
        }
    }

    /** Of log time over log rows, between the smallest and the largest size: 1 is linear. */
    private void slope(Map<Long, Double> rates) {
        if (rates.size() > 1) {
            List<Map.Entry<Long, Double>> entries = List.copyOf(rates.entrySet());
            Map.Entry<Long, Double> first = entries.get(0);
            Map.Entry<Long, Double> last = entries.get(entries.size() - 1);
            double seconds = Math.log(last.getKey() / last.getValue()) - Math.log(first.getKey() / first.getValue());
            bench.report(String.format(
                    Locale.ROOT,
                    "- growth of ours from %d to %d rows: slope %.3f (aim 0.95 to 1.05)",
                    first.getKey(),
                    last.getKey(),
                    seconds / (Math.log(last.getKey()) - Math.log(first.getKey()))));
        }
    }
}
