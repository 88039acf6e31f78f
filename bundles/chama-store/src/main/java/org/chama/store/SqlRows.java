package org.chama.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.store.Stored;

/** Collects rows from a result set; used by one thread. */
final class SqlRows {

    private static final int BYTES = 128;

    private final List<Column> columns;
    private final Seal seal;
    private final Rows.Builder rows;
    private long[] ids;
    private long bytes;

    SqlRows(List<Column> columns, Seal seal, int expected) {
        this.columns = columns;
        this.seal = seal;
        this.rows = new Rows.Builder(columns.size(), expected, expected * BYTES);
        this.ids = new long[Math.max(1, expected)];
    }

    int count() {
        return rows.count();
    }

    /** Of all values. */
    long bytes() {
        return bytes;
    }

    Rows rows() {
        return rows.build();
    }

    Stored stored() {
        return new Stored(Arrays.copyOf(ids, rows.count()), rows.build());
    }

    /** @param first index of the first value in the result, which is as {@link Shape#selected} has it */
    void add(ResultSet from, int first, long id, long arrival, long position, boolean deleted) throws SQLException {
        if (rows.count() == ids.length) {
            ids = Arrays.copyOf(ids, ids.length * 2);
        }
        ids[rows.count()] = id;
        rows.row(position, 0, deleted ? Action.DELETE : Action.PUT);
        int at = first;
        for (Column column : columns) {
            byte[] value = deleted ? null : Cells.read(from, at, column, seal, arrival, position);
            if (value == null) {
                rows.addNull();
            } else {
                rows.add(value, 0, value.length);
                bytes += value.length;
            }
            at += Cells.fields(column);
        }
    }
}
