package org.chama.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Collects the measures of one size on one database and writes them as a table of Markdown. */
final class Report {

    private static final int THOUSAND = 1_000;

    /**
     * One run.
     *
     * @param rows that were in the file; {@code stored} of them had to be stored
     * @param cpuNanos of the process under test and the database server
     */
    record Measure(String contender, long rows, long stored, long nanos, long cpuNanos) {

        double rowsPerSecond() {
            return rows * 1e9 / nanos;
        }

        double cpuSecondsPerMillion() {
            return cpuNanos / 1e9 / rows * 1e6;
        }
    }

    /** Median, least and most. */
    record Spread(double median, double least, double most) {

        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }

        String text(String format) {
            return String.format(Locale.ROOT, format + " (" + format + " – " + format + ")", median, least, most);
        }
    }

    private final String floor;
    private final Map<String, List<Measure>> measures = new LinkedHashMap<>();

    /** @param floor name of the contender the others are held against */
    Report(List<Contender> contenders, String floor) {
        this.floor = floor;
        contenders.forEach(contender -> measures.put(contender.name(), new ArrayList<>()));
    }

    void add(Measure measure) {
        measures.get(measure.contender()).add(measure);
    }

    Spread rate(String contender) {
        return spread(contender, Measure::rowsPerSecond);
    }

    /** Of the rates of each round: ours / theirs. */
    Spread ratio(String ours, String theirs) {
        List<Measure> a = measures.get(ours);
        List<Measure> b = measures.get(theirs);
        double[] ratios = new double[Math.min(a.size(), b.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = a.get(i).rowsPerSecond() / b.get(i).rowsPerSecond();
        }
        return Spread.of(ratios);
    }

    boolean has(String contender) {
        return measures.containsKey(contender) && !measures.get(contender).isEmpty();
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append("| contender | rows in the file | k rows/s, median (min – max) | s | CPU s per 10^6 rows | x ")
                .append(floor)
                .append(" |\n|---|---|---|---|---|---|\n");
        for (Map.Entry<String, List<Measure>> one : measures.entrySet()) {
            if (one.getValue().isEmpty()) {
                continue;
            }
            String name = one.getKey();
            text.append("| ")
                    .append(name)
                    .append(" | ")
                    .append(one.getValue().get(0).rows())
                    .append(" | ")
                    .append(spread(name, m -> m.rowsPerSecond() / THOUSAND).text("%.1f"))
                    .append(" | ")
                    .append(String.format(
                            Locale.ROOT,
                            "%.2f",
                            spread(name, m -> m.nanos() / 1e9).median()))
                    .append(" | ")
                    .append(String.format(
                            Locale.ROOT,
                            "%.1f",
                            spread(name, Measure::cpuSecondsPerMillion).median()))
                    .append(" | ")
                    .append(has(floor) ? ratio(name, floor).text("%.3f") : "")
                    .append(" |\n");
        }
        return text.toString();
    }

    private Spread spread(String contender, ToDoubleFunction<Measure> of) {
        return Spread.of(measures.get(contender).stream().mapToDouble(of).toArray());
    }
}
