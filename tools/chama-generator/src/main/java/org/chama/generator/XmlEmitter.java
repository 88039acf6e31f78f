package org.chama.generator;

import java.nio.charset.StandardCharsets;

/** A {@code records} document; also writes the fields of a SOAP record. */
final class XmlEmitter implements Emitter {

    private static final byte[] AMP = ascii("&amp;");
    private static final byte[] LT = ascii("&lt;");
    private static final byte[] GT = ascii("&gt;");

    private final String before;
    private final String after;
    private final byte[] open;
    private final byte[] close;
    private final byte[][] starts;
    private final byte[][] ends;

    private XmlEmitter(String before, String after, String record, byte[][] starts, byte[][] ends) {
        this.before = before;
        this.after = after;
        this.open = ascii("<" + record + ">");
        this.close = ascii("</" + record + ">\n");
        this.starts = starts;
        this.ends = ends;
    }

    /** A file: an element a value, named by its column. */
    static XmlEmitter file(Kind kind, Encoding encoding) {
        int count = kind.columns().size();
        byte[][] starts = new byte[count][];
        byte[][] ends = new byte[count][];
        for (int i = 0; i < count; i++) {
            starts[i] = ascii("<" + kind.columns().get(i).name() + ">");
            ends[i] = ascii("</" + kind.columns().get(i).name() + ">");
        }
        String declaration = "<?xml version=\"1.0\" encoding=\"" + encoding.label() + "\"?>\n";
        return new XmlEmitter(declaration + "<records>\n", "</records>\n", kind.word(), starts, ends);
    }

    /** The inside of {@code records} of a SOAP call: {@code record} elements with {@code field} elements. */
    static XmlEmitter fields(Kind kind, String before, String after) {
        int count = kind.columns().size();
        byte[][] starts = new byte[count][];
        byte[][] ends = new byte[count][];
        for (int i = 0; i < count; i++) {
            starts[i] = ascii("<field name=\"" + kind.columns().get(i).name() + "\">");
            ends[i] = ascii("</field>");
        }
        return new XmlEmitter(before, after, "record", starts, ends);
    }

    @Override
    public void head(Sink sink) {
        sink.text(before);
    }

    @Override
    public void row(Row row, Sink sink) {
        sink.text(open, 0, open.length);
        for (int i = 0; i < starts.length; i++) {
            sink.text(starts[i], 0, starts[i].length);
            value(row.data(), row.start(i), row.end(i), sink);
            sink.text(ends[i], 0, ends[i].length);
        }
        sink.text(close, 0, close.length);
    }

    @Override
    public void tail(Sink sink) {
        sink.text(after);
    }

    private static void value(byte[] data, int from, int to, Sink sink) {
        int start = from;
        for (int i = from; i < to; i++) {
            byte[] escape =
                    switch (data[i]) {
                        case '&' -> AMP;
                        case '<' -> LT;
                        case '>' -> GT;
                        default -> null;
                    };
            if (escape != null) {
                sink.text(data, start, i);
                sink.text(escape, 0, escape.length);
                start = i + 1;
            }
        }
        sink.text(data, start, to);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
