package org.chama.store;

import java.util.stream.Collectors;
import org.chama.api.Refusal;
import org.chama.api.batch.Rows;
import org.chama.api.store.Written;

/** The refusal of a row whose record key is taken by a row with other values. */
final class Conflicts {

    private Conflicts() {}

    static Written.Conflict of(Shape shape, Rows rows, int row) {
        String zh = shape.key().stream().map(c -> c.item().title()).collect(Collectors.joining("、"));
        String en = shape.key().stream().map(c -> c.item().name()).collect(Collectors.joining(", "));
        return new Written.Conflict(
                row,
                Refusal.of(
                        "key-conflict",
                        "第 " + rows.line(row) + " 行：主键（" + zh + "）相同的记录已存在，且内容不同。",
                        "Line " + rows.line(row) + ": a record with the same key (" + en
                                + ") is stored already, with other values."));
    }
}
