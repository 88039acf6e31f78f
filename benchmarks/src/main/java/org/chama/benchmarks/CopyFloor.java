package org.chama.benchmarks;

import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import org.chama.benchmarks.Report.Measure;
import org.postgresql.PGConnection;

/** The floor on PostgreSQL: the driver's COPY of the rows that must be stored, in one transaction. */
final class CopyFloor implements Contender {

    private static final int BUFFER = 65_536;

    private final Ground ground;

    CopyFloor(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String description() {
        return "the driver's CopyManager, COPY FROM STDIN of the rows that must be stored (text form) into a table LIKE the dataset's"
                + " with its key and indexes, one transaction";
    }

    @Override
    public Measure run(Workload workload, int run) throws Exception {
        Ground.Table table = ground.table();
        long took;
        long cpu;
        try (Connection connection = ground.open(table)) {
            connection.setAutoCommit(false);
            ground.settle();
            long ownCpu = Processes.cpuNanos(ProcessHandle.current().pid());
            long databaseCpu = ground.cpuNanos();
            long begin = System.nanoTime();
            try (InputStream in = Files.newInputStream(workload.copyText())) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy " + table.name() + " (arrival, position, " + Persons.sqlNames(Persons.columns())
                                        + ") from stdin",
                                in,
                                BUFFER);
            }
            connection.commit();
            took = System.nanoTime() - begin;
            cpu = Processes.cpuNanos(ProcessHandle.current().pid()) - ownCpu + ground.cpuNanos() - databaseCpu;
            Oracle oracle = new Oracle(false);
            oracle.addAll(connection, "select " + Persons.sqlNames(Persons.columns()) + " from " + table.name());
            oracle.check("COPY", workload.expected());
        }
        ground.drop(table);
        return new Measure(name(), workload.rows(), workload.expected().stored(), took, cpu);
    }
}
