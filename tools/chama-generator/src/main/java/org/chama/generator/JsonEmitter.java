package org.chama.generator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One array of objects, or one object a line. */
final class JsonEmitter implements Emitter {

    private final byte[][] keys;
    private final boolean[] numbers;
    private final boolean lines;
    private boolean first = true;

    JsonEmitter(List<Column> columns, boolean titles, boolean lines) {
        this.keys = new byte[columns.size()][];
        this.numbers = new boolean[columns.size()];
        this.lines = lines;
        for (int i = 0; i < keys.length; i++) {
            Column column = columns.get(i);
            String key = (i == 0 ? "{\"" : ",\"") + (titles ? column.title() : column.name()) + "\":";
            keys[i] = key.getBytes(StandardCharsets.UTF_8);
            numbers[i] = column.isNumber();
        }
    }

    @Override
    public void head(Sink sink) {
        if (!lines) {
            sink.raw('[');
        }
    }

    @Override
    public void row(Row row, Sink sink) {
        if (!lines) {
            if (!first) {
                sink.raw(',');
            }
            sink.raw('\n');
        }
        first = false;
        for (int i = 0; i < keys.length; i++) {
            sink.text(keys[i], 0, keys[i].length);
            if (numbers[i]) {
                sink.text(row.data(), row.start(i), row.end(i));
            } else {
                sink.raw('"');
                value(row.data(), row.start(i), row.end(i), sink);
                sink.raw('"');
            }
        }
        sink.raw('}');
        if (lines) {
            sink.raw('\n');
        }
    }

    @Override
    public void tail(Sink sink) {
        if (!lines) {
            sink.text("\n]\n");
        }
    }

    private static void value(byte[] data, int from, int to, Sink sink) {
        int start = from;
        for (int i = from; i < to; i++) {
            byte value = data[i];
            if (value == '"' || value == '\\' || value == '\n') {
                sink.text(data, start, i);
                sink.raw('\\');
                sink.raw(value == '\n' ? 'n' : value);
                start = i + 1;
            }
        }
        sink.text(data, start, to);
    }
}
