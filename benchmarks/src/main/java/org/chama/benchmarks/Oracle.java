package org.chama.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.chama.generator.Expected;
import org.chama.generator.RowHash;
import org.chama.generator.Sentinel;

/** Adds up stored rows and holds them against what must be there. Used by one thread. */
final class Oracle {

    private static final int FETCH = 5_000;

    private final List<String> marks = Sentinel.marks().stream()
            .map(mark -> new String(mark, StandardCharsets.UTF_8))
            .toList();
    private final boolean masked;
    private long rows;
    private long hash;
    private long leaks;

    /** @param masked whether the rows are of an open copy: then no sentinel may be seen */
    Oracle(boolean masked) {
        this.masked = masked;
    }

    void add(String[] values) {
        rows++;
        hash += RowHash.of(values);
        if (masked) {
            for (String value : values) {
                leaks += value != null && marks.stream().anyMatch(value::contains) ? 1 : 0;
            }
        }
    }

    /** Adds every row of a query; its columns are those of the dataset in their order. */
    void addAll(Connection connection, String query) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet found = statement.executeQuery(query)) {
                String[] values = new String[found.getMetaData().getColumnCount()];
                while (found.next()) {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = found.getString(i + 1);
                    }
                    add(values);
                }
            }
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** @throws FailedRunException when a row is missing, changed, doubled or unmasked */
    void check(String what, Expected expected) {
        check(what, expected.stored(), expected.hash());
    }

    private void check(String what, long rowsExpected, long hashExpected) {
        if (leaks > 0) {
            throw new FailedRunException(what + ": " + leaks + " unmasked values");
        }
        if (rows != rowsExpected || hash != hashExpected) {
            throw new FailedRunException("%s: found %d rows, hash sum %016x; expected %d, %016x"
                    .formatted(what, rows, hash, rowsExpected, hashExpected));
        }
    }
}
