package org.chama.formats.json;

import java.io.IOException;
import java.io.InputStream;
import org.chama.api.RefusedException;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.source.Columns;
import org.chama.formats.source.GbStream;
import org.chama.formats.source.Why;
import org.chama.formats.source.Window;

/**
 * One JSON array of objects. It is cut into its elements by brackets and quotes; each element is then read by itself, so that one
 * that is broken inside costs itself only. When brackets, commas or quotes of the array itself are wrong, reading ends.
 */
public final class JsonArray implements RecordReader {

    private final Window in;
    private final JsonRecord record;
    private long position;
    private long line = 1;
    private boolean opened;
    private boolean closed;

    /** State within an element. */
    private int depth;

    private boolean text;
    private boolean escaped;
    private boolean whole;
    private long innerLines;
    private long textLine;

    public JsonArray(InputStream in, Charset charset, Columns columns) {
        this.in = new Window(charset == Charset.GB18030 ? new GbStream(in) : in);
        this.record = new JsonRecord(charset, columns);
    }

    @Override
    public Step next(RawRecord into) throws IOException {
        if (closed || !toElement()) {
            return end();
        }
        into.begin(++position, line);
        depth = 0;
        text = false;
        escaped = false;
        whole = false;
        innerLines = 0;
        int scanned = 0;
        long lost = 0;
        byte[] raw = null;
        for (; ; ) {
            int to = scan(in.position() + scanned);
            if (!whole && in.ended()) {
                throw Why.truncated(line);
            }
            if (raw == null && to - in.position() > Window.RECORD) {
                raw = Why.raw(in.buffer(), in.position(), to);
            }
            if (raw != null) {
                lost += to - in.position();
                in.position(to);
                scanned = 0;
            } else {
                scanned = to - in.position();
            }
            if (whole) {
                break;
            }
            in.fill();
        }
        boolean good = false;
        if (raw == null) {
            int from = in.position();
            good = record.read(in.buffer(), from, from + scanned, into);
            in.position(from + scanned);
        } else {
            into.sourceBytes((int) Math.min(Integer.MAX_VALUE, lost));
            into.refuse(Why.size(line), "", raw);
        }
        line += innerLines;
        return good ? Step.RECORD : Step.REFUSED;
    }

    /** Goes to the next element; false at the array's end. */
    private boolean toElement() throws IOException {
        int first = white();
        if (!opened) {
            if (first < 0) {
                throw Why.empty();
            }
            if (first != '[') {
                throw broken();
            }
            opened = true;
            in.position(in.position() + 1);
            first = white();
            if (first == ']') {
                in.position(in.position() + 1);
                closed = true;
                return false;
            }
        } else if (first == ']') {
            in.position(in.position() + 1);
            closed = true;
            return false;
        } else if (first == ',') {
            in.position(in.position() + 1);
            first = white();
        } else if (first >= 0) {
            throw broken();
        }
        if (first < 0) {
            throw Why.truncated(line);
        }
        if (first == ',' || first == ']' || first == '}' || first == ':') {
            throw broken();
        }
        return true;
    }

    private Step end() throws IOException {
        if (white() >= 0) {
            throw broken();
        }
        return Step.END;
    }

    private RefusedException broken() {
        return Why.broken("JSON", line);
    }

    /** Goes over white space; the byte there, -1 at the end. */
    private int white() throws IOException {
        for (; ; ) {
            if (in.position() == in.limit()) {
                in.ensure(1);
                if (in.position() == in.limit()) {
                    return -1;
                }
            }
            byte value = in.buffer()[in.position()];
            if (value != ' ' && value != '\t' && value != '\r' && value != '\n') {
                return value & 0xFF;
            }
            line += value == '\n' ? 1 : 0;
            in.position(in.position() + 1);
        }
    }

    /** Goes on in the element; its end, or the end of what is there. */
    private int scan(int from) {
        byte[] buffer = in.buffer();
        int limit = in.limit();
        for (int at = from; at < limit; at++) {
            byte value = buffer[at];
            if (text) {
                if (escaped) {
                    escaped = false;
                } else if (value == '\\') {
                    escaped = true;
                } else if (value == '"') {
                    text = false;
                } else if (value == '\n') {
                    throw Why.broken(
                            "JSON", textLine, "一个字符串到行尾没有结束，其后无法再读", "a text is not closed at the end of its line");
                }
                continue;
            }
            switch (value) {
                case '"' -> {
                    text = true;
                    textLine = line + innerLines;
                }
                case '{', '[' -> {
                    if (++depth > JsonRecord.DEPTH) {
                        throw Why.depth(line + innerLines, JsonRecord.DEPTH);
                    }
                }
                case '}', ']' -> {
                    whole = depth <= 1;
                    if (whole) {
                        return depth == 0 ? at : at + 1;
                    }
                    depth--;
                }
                case ',', '\n' -> {
                    whole = depth == 0;
                    if (whole) {
                        return at;
                    }
                    innerLines += value == '\n' ? 1 : 0;
                }
                default -> {}
            }
        }
        return limit;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
