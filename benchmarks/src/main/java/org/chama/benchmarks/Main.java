package org.chama.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line; {@code benchmarks/run} calls it. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE =
            """
            用法 / usage: benchmarks/run COMMAND OPTIONS
              w1         [--rows 100000,1000000] [--database h2,postgresql] [--runs 5]
                         [--only ours,ours-open,copy,inserts,camel-aggregate,camel-record]
                         [--format csv|json|json-lines|xml] [--dirty 0.01] [--duplicates 0.005] [--jfr FILE]
              w1-memory  [--rows 10000000] [--small 100000] [--database postgresql]
              kill       [--rows 1000000] [--kills 10] [--files 1] [--seed 20260101] [--database postgresql]
              ledger     [--rows 1000000] [--runs 5]
              ledger-verify [LINES] [LINES A BLOCK]
              flood      [--requests 100000] [--rate 5000] [--asked 50] [--connections 8] [--runs 3]
              hottest    --jfr FILE
              jmh        (what JMH takes)
            都可用 / with every command: [--work FOLDER (kept)]
            """;

    private Main() {}

    /** Exit status: 0 done, 1 a run failed, 2 it was asked wrongly. */
    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments)));
    }

    private static int run(List<String> arguments) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            // the script puts the archive first
            if (arguments.size() < 3) {
                throw new IllegalArgumentException("缺少命令 / the command is missing");
            }
            List<String> pairs = new ArrayList<>(arguments.subList(0, 2));
            pairs.addAll(arguments.subList(3, arguments.size()));
            Options options = new Options(pairs);
            String command = arguments.get(2);
            if (command.equals("hottest")) {
                options.text("archive");
                String recording = options.text("jfr").orElseThrow(() -> new IllegalArgumentException("--jfr"));
                options.done();
                Hottest.print(Path.of(recording), new PrintStream(System.out, true, StandardCharsets.UTF_8));
                return 0;
            }
            try (Bench bench = new Bench(options)) {
                Workloads workload = workload(command, bench, options);
                options.done();
                run(workload, bench);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return MISUSED;
        } catch (FailedRunException e) {
            err.println("未通过 / FAILED: " + e.getMessage());
            return FAILED;
        } catch (Exception e) {
            e.printStackTrace(err);
            return FAILED;
        }
    }

    /** A command that needs a place to work. */
    @FunctionalInterface
    private interface Workloads {
        void run() throws Exception;
    }

    private static Workloads workload(String command, Bench bench, Options options) {
        return switch (command) {
            case "w1" -> new W1(bench, options)::run;
            case "w1-memory" -> new Memory(bench, options)::run;
            case "kill" -> new Kill(bench, options)::run;
            case "ledger" -> new LedgerCost(bench, options)::run;
            case "flood" -> new Flood(bench, options)::run;
            default -> throw new IllegalArgumentException("未知命令 / unknown command: " + command);
        };
    }

    private static void run(Workloads workload, Bench bench) throws Exception {
        try {
            workload.run();
        } catch (Exception e) {
            bench.keep();
            throw e;
        }
    }
}
