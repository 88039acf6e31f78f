package org.chama.benchmarks;

import java.sql.Connection;
import org.chama.benchmarks.Report.Measure;
import org.chama.generator.Expected;

/** A floor or peer in the plain Java beside. */
final class PeerLoad implements Contender {

    private final String name;
    private final String description;
    private final PeerJvm jvm;
    private final Ground ground;
    private final Sampled sampled;

    /** Which rows a slow peer gets. */
    @FunctionalInterface
    interface Sampled {
        Workload of(Workload whole) throws Exception;
    }

    PeerLoad(String name, String description, PeerJvm jvm, Ground ground, Sampled sampled) {
        this.name = name;
        this.description = description;
        this.jvm = jvm;
        this.ground = ground;
        this.sampled = sampled;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Measure run(Workload whole, int run) throws Exception {
        Workload workload = sampled.of(whole);
        Expected expected = workload.expected();
        Ground.Table table = ground.table();
        ground.settle();
        long databaseCpu = ground.cpuNanos();
        PeerJvm.Answer answer = jvm.load(name, table, workload.accepted(), expected.stored());
        long cpu = answer.cpuNanos() + ground.cpuNanos() - databaseCpu;
        try (Connection connection = ground.open(table)) {
            Oracle oracle = new Oracle(false);
            oracle.addAll(connection, "select " + Persons.sqlNames(Persons.columns()) + " from " + table.name());
            oracle.check(name, expected);
        }
        ground.drop(table);
        return new Measure(name, workload.rows(), expected.stored(), answer.nanos(), cpu);
    }
}
