package org.chama.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.chama.benchmarks.Report.Measure;

/**
 * What the ledger costs: W1 on one database by one node, which is started now with its ledger and now with one that writes nothing
 * ({@link SilentBundle}); only the one that is measured runs.
 */
final class LedgerCost {

    private static final double AIM = 0.9;
    private static final String BUNDLE = "system/org/chama/chama-ledger/0.1.0-SNAPSHOT/chama-ledger-0.1.0-SNAPSHOT.jar";

    private final Bench bench;
    private final long rows;
    private final int runs;

    LedgerCost(Bench bench, Options options) {
        this.bench = bench;
        this.rows = options.number("rows", 1_000_000);
        this.runs = (int) options.number("runs", 5);
    }

    /** The node with or without a ledger. */
    private record Kind(String name, boolean open, boolean silent) {}

    void run() throws Exception {
        bench.head(
                "Cost of the ledger",
                List.of(
                        rows + " person rows of W1; " + runs
                                + " rounds after a warm-up, the node restarted for each, the order turned"
                                + " each round; **silent**: the same node with a ledger that writes nothing",
                        "every run counted here passed the oracle of W1"));
        Ground ground = bench.ground("postgresql");
        Node node = bench.node("node", ground);
        for (boolean open : new boolean[] {false, true}) {
            for (int run = 0; run < 2 * (runs + 1); run++) {
                String dataset = Platform.dataset(open, rows, run);
                node.declare(dataset, Persons.declaration(dataset, open));
            }
        }
        Path bundle = node.home().resolve(BUNDLE);
        Path real = Files.copy(bundle, node.home().resolve("chama-ledger-real.jar"));
        Path silent = node.home().resolve("chama-ledger-silent.jar");
        SilentBundle.write(real, silent);
        node.start();
        ground.learn(node, Platform.dataset(false, rows, 0));
        node.stop();

        Workload workload =
                Workload.make(rows, Workload.recipe(0.01, 0.005), bench.folder().resolve("files"), false);
        List<Contender> named = new ArrayList<>();
        List<Kind> kinds = List.of(new Kind("ledger", false, false), new Kind("silent", false, true));
        for (boolean open : new boolean[] {false, true}) {
            for (Kind kind : kinds) {
                named.add(new Named(new Platform(node, ground, open), kind.name() + (open ? "-open" : "")));
            }
        }
        Report report = new Report(named, "silent");
        for (int run = 0; run <= runs; run++) {
            List<Kind> order = new ArrayList<>(kinds);
            if (run % 2 == 1) {
                Collections.reverse(order);
            }
            for (Kind kind : order) {
                Files.copy(kind.silent() ? silent : real, bundle, StandardCopyOption.REPLACE_EXISTING);
                node.forget();
                node.start();
                for (boolean open : new boolean[] {false, true}) {
                    String name = kind.name() + (open ? "-open" : "");
                    Contender contender = new Named(new Platform(node, ground, open), name);
                    Measure measure = contender.run(workload, 2 * run + (kind.silent() ? 1 : 0));
                    bench.progress(String.format(
                            Locale.ROOT,
                            "%s %s: %.2f s, load %s",
                            run == 0 ? "warm-up" : "run " + run,
                            name,
                            measure.nanos() / 1e9,
                            Machine.load()));
                    if (run > 0) {
                        report.add(measure);
                    }
                }
                node.stop();
            }
        }
        bench.report("\n" + ground.settings() + "\n\n" + report.table());
        aim(report, "ledger", "silent");
        aim(report, "ledger-open", "silent-open");
        bench.report("- load average at the end: " + Machine.load());
        bench.save("ledger");
        ground.close();
    }

    private void aim(Report report, String ours, String floor) {
        Report.Spread ratio = report.ratio(ours, floor);
        bench.report("- " + ours + " / " + floor + " = " + ratio.text("%.3f") + ", aim " + AIM + ": "
                + (ratio.median() < AIM ? "**below**" : "met"));
    }

    /** A contender under another name. */
    private record Named(Contender contender, String name) implements Contender {

        @Override
        public String description() {
            return contender.description();
        }

        @Override
        public Measure run(Workload workload, int run) throws Exception {
            Measure measure = contender.run(workload, run);
            return new Measure(name, measure.rows(), measure.stored(), measure.nanos(), measure.cpuNanos());
        }
    }
}
