package org.chama.generator;

import java.util.List;

/** Values padded with spaces to the bytes of their columns. */
final class FixedEmitter implements Emitter {

    private final List<Column> columns;

    FixedEmitter(List<Column> columns) {
        this.columns = columns;
    }

    @Override
    public void head(Sink sink) {
        // no heading: such systems agree on a layout
    }

    @Override
    public void row(Row row, Sink sink) {
        boolean isWrong = row.dirt() == Dirt.COLUMNS;
        boolean isShort = isWrong && (row.origin() & 1) == 0;
        int count = isShort ? row.columns() - 1 : row.columns();
        for (int i = 0; i < count; i++) {
            long end = sink.position() + columns.get(i).width();
            sink.text(row.data(), row.start(i), row.end(i));
            if (sink.position() > end) {
                throw new IllegalStateException(
                        "a value is wider than its column " + columns.get(i).name());
            }
            sink.spaces((int) (end - sink.position()));
        }
        if (isWrong && !isShort) {
            sink.text("surplus");
        }
        sink.raw('\n');
    }

    @Override
    public void tail(Sink sink) {
        // a table ends where it ends
    }
}
