package org.chama.benchmarks.peer;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A bare loop: FastCSV into a prepared insert, a batch every 1,000 rows, a commit every 5,000. */
final class BatchedInserts implements Load {

    private static final int BATCH = 1_000;
    private static final int COMMIT = 5_000;

    @Override
    public long run(Target target) throws Exception {
        try (Connection connection = target.pool().getConnection();
                Statement checkpoint = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(target.insert(i -> "?", "?", "?"))) {
            connection.setAutoCommit(false);
            long begin = System.nanoTime();
            long position = 0;
            try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(target.file())) {
                boolean heading = true;
                for (CsvRecord record : reader) {
                    if (heading) {
                        heading = false;
                        continue;
                    }
                    Target.bind(insert, ++position, record);
                    insert.addBatch();
                    if (position % BATCH == 0) {
                        insert.executeBatch();
                    }
                    if (position % COMMIT == 0) {
                        commit(connection, checkpoint, target);
                    }
                }
            }
            insert.executeBatch();
            commit(connection, checkpoint, target);
            long took = System.nanoTime() - begin;
            connection.setAutoCommit(true);
            return took;
        }
    }

    private static void commit(Connection connection, Statement checkpoint, Target target) throws SQLException {
        connection.commit();
        if (target.needsCheckpoint()) {
            checkpoint.execute("checkpoint sync");
        }
    }
}
