package org.chama.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.chama.benchmarks.Report.Spread;

/**
 * {@code kill -9} of the node at seeded points of a file, again and again, each time started anew; at the end the oracle. A point is
 * a count of stored rows and a delay behind it; some lie before the first row and some behind the last, while the open copy is made.
 */
final class Kill {

    private static final int MOST_DELAY_MILLIS = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Bench bench;
    private final long rows;
    private final int kills;
    private final int files;
    private final long seed;
    private final String database;

    Kill(Bench bench, Options options) {
        this.bench = bench;
        this.rows = options.number("rows", 1_000_000);
        this.kills = (int) options.number("kills", 10);
        this.files = (int) options.number("files", 1);
        this.seed = options.number("seed", 20260101);
        this.database = options.text("database").orElse("postgresql");
    }

    private record Point(long stored, int delayMillis) {}

    void run() throws Exception {
        bench.head(
                "W1 under kill -9",
                List.of(
                        files + " file(s) of " + rows + " rows, " + kills + " kills each, seed " + seed
                                + ", dataset with an open copy",
                        "oracle: every row once in both zones, hash sums equal, rejected and refused rows counted, no sentinel in the"
                                + " open copy"));
        Ground ground = bench.ground(database);
        Node node = bench.node("node", ground);
        for (int file = 0; file < files; file++) {
            String dataset = Platform.dataset(true, rows, file);
            node.declare(dataset, Persons.declaration(dataset, true));
        }
        node.start();
        Workload workload =
                Workload.make(rows, Workload.recipe(0.01, 0.005), bench.folder().resolve("files"), false);
        bench.report("- " + ground.name() + ": " + ground.settings() + "\n");
        bench.report("| file | kill | rows stored when killed | ready again after s | next rows stored after s |");
        bench.report("|---|---|---|---|---|");
        List<Double> ready = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            kill(node, ground, workload, file, ready);
        }
        bench.report("\n" + files * kills
                + " kills, 0 rows lost, 0 doubled, 0 unmasked; ready again after s, median (min – max): "
                + Spread.of(ready.stream().mapToDouble(Double::doubleValue).toArray())
                        .text("%.1f"));
        bench.report("\n- load average at the end: " + Machine.load());
        bench.save("kill");
    }

    private void kill(Node node, Ground ground, Workload workload, int file, List<Double> ready) throws Exception {
        String dataset = Platform.dataset(true, rows, file);
        node.connect(Persons.DEPARTMENT, dataset, Platform.CONNECTOR);
        Path finished = Platform.stage(workload, node, dataset);
        ground.settle();
        Platform.drop(finished, node.drop(Persons.DEPARTMENT, dataset));
        int number = 0;
        for (Point point : points(file)) {
            number++;
            Waiting.until(
                    "the kill at " + point.stored(),
                    PATIENCE,
                    5,
                    () -> stored(node, ground, dataset)
                            >= Math.min(point.stored(), workload.expected().stored()));
            LockSupport.parkNanos(point.delayMillis() * 1_000_000L);
            long before = stored(node, ground, dataset);
            long begin = System.nanoTime();
            node.kill();
            double up = node.start() / 1000.0;
            ready.add(up);
            boolean whole = before >= workload.expected().stored();
            if (!whole) {
                Waiting.until("rows after a kill", PATIENCE, 20, () -> stored(node, ground, dataset) > before);
            }
            bench.report(String.format(
                    Locale.ROOT,
                    "| %d | %d | %d | %.1f | %s |",
                    file + 1,
                    number,
                    before,
                    up,
                    whole ? "all were" : String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begin) / 1e9)));
        }
        Platform.await(node, ground, dataset, workload, true);
        Platform.check(node, ground, dataset, workload, true);
        ground.empty(node, dataset);
    }

    /** In rising order; the last lies behind the last row. */
    private Point[] points(int file) {
        SplittableRandom random = new SplittableRandom(seed + file);
        Point[] points = new Point[kills];
        for (int i = 0; i < kills; i++) {
            long stored = i == kills - 1 ? rows : random.nextLong(rows);
            points[i] = new Point(stored, random.nextInt(MOST_DELAY_MILLIS));
        }
        points[0] = new Point(0, points[0].delayMillis());
        Arrays.sort(points, Comparator.comparingLong(Point::stored));
        return points;
    }

    private static long stored(Node node, Ground ground, String dataset) {
        try {
            return ground.stored(node, dataset);
        } catch (FailedRunException e) {
            throw e;
        } catch (Exception e) {
            throw new FailedRunException(e.toString());
        }
    }
}
