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
    private final Rows.Builder rows;
    private long[] ids;

    SqlRows(List<Column> columns, int expected) {
        this.columns = columns;
        this.rows = new Rows.Builder(columns.size(), expected, expected * BYTES);
        this.ids = new long[Math.max(1, expected)];
    }

    int count() {
        return rows.count();
    }

    Rows rows() {
        return rows.build();
    }

    Stored stored() {
        return new Stored(Arrays.copyOf(ids, rows.count()), rows.build());
    }

    /** @param first index of the first value in the result */
    void add(ResultSet from, int first, long id, long position, boolean deleted) throws SQLException {
        if (rows.count() == ids.length) {
            ids = Arrays.copyOf(ids, ids.length * 2);
        }
        ids[rows.count()] = id;
        rows.row(position, 0, deleted ? Action.DELETE : Action.PUT);
        for (int i = 0; i < columns.size(); i++) {
            Object value =
                    deleted ? null : Cells.read(from, first + i, columns.get(i).type());
            if (value == null) {
                rows.addNull();
            } else {
                rows.add(Cells.text(value));
            }
        }
    }
}
