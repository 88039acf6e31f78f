package org.chama.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.chama.api.ledger.Ledger.Entry;
import org.chama.database.Settings;

/** What a line costs: {@code Cost h2|postgresql}, bursts of a thousand lines appended in one transaction, and then sealed. */
final class Cost {

    private static final int LINES = 1_000;
    private static final int BURSTS = 30;

    private Cost() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("ledger-cost");
        if (arguments[0].equals("h2")) {
            measure(Settings.h2(data));
        } else {
            try (Server server = new Server()) {
                measure(server.fresh());
            }
        }
    }

    private static void measure(Settings settings) {
        try (Bench bench = new Bench(settings)) {
            Entry[] burst = IntStream.range(0, LINES)
                    .mapToObj(i -> Bench.entry("batch-stored", "batch:" + i + ":1"))
                    .toArray(Entry[]::new);
            double[] appended = new double[BURSTS];
            double[] sealed = new double[BURSTS];
            double[] alone = new double[BURSTS];
            for (int i = 0; i < BURSTS; i++) {
                long start = System.nanoTime();
                bench.append(burst);
                long middle = System.nanoTime();
                bench.seal();
                long end = System.nanoTime();
                bench.append(burst[i]);
                long last = System.nanoTime();
                bench.seal();
                appended[i] = (middle - start) / 1e3 / LINES;
                sealed[i] = (end - middle) / 1e3 / LINES;
                alone[i] = (last - end) / 1e3;
            }
            for (double[] each : List.of(appended, sealed, alone)) {
                Arrays.sort(each, BURSTS / 3, BURSTS);
            }
            int median = BURSTS / 3 + BURSTS / 3;
            System.out.printf(
                    "%s: append %.1f us a line, seal %.1f us a line; one line alone with its commit %.0f us%n",
                    bench.database.kind(), appended[median], sealed[median], alone[median]);
        }
    }
}
