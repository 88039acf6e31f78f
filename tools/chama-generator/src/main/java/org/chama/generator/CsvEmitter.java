package org.chama.generator;

import java.util.List;

/** RFC 4180; a value is quoted only when it must be. */
final class CsvEmitter implements Emitter {

    private static final byte[] SURPLUS = {'s', 'u', 'r', 'p', 'l', 'u', 's'};

    private final List<Column> columns;
    private final boolean titles;

    CsvEmitter(List<Column> columns, boolean titles) {
        this.columns = columns;
        this.titles = titles;
    }

    @Override
    public void head(Sink sink) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                sink.raw(',');
            }
            sink.text(titles ? columns.get(i).title() : columns.get(i).name());
        }
        sink.raw('\n');
    }

    @Override
    public void row(Row row, Sink sink) {
        boolean isWrong = row.dirt() == Dirt.COLUMNS;
        boolean isShort = isWrong && (row.origin() & 1) == 0;
        int count = isShort ? row.columns() - 1 : row.columns();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                sink.raw(',');
            }
            value(row.data(), row.start(i), row.end(i), sink);
        }
        if (isWrong && !isShort) {
            sink.raw(',');
            sink.text(SURPLUS, 0, SURPLUS.length);
        }
        sink.raw('\n');
    }

    @Override
    public void tail(Sink sink) {
        // a table ends where it ends
    }

    private static void value(byte[] data, int from, int to, Sink sink) {
        if (!mustQuote(data, from, to)) {
            sink.text(data, from, to);
            return;
        }
        sink.raw('"');
        int start = from;
        for (int i = from; i < to; i++) {
            if (data[i] == '"') {
                sink.text(data, start, i + 1);
                start = i;
            }
        }
        sink.text(data, start, to);
        sink.raw('"');
    }

    private static boolean mustQuote(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            byte value = data[i];
            if (value == ',' || value == '"' || value == '\n' || value == '\r') {
                return true;
            }
        }
        return false;
    }
}
