package org.chama.formats.csv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;
import org.chama.api.dataset.Item;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.source.Columns;
import org.chama.formats.source.Gb18030;
import org.chama.formats.source.Utf8;
import org.chama.formats.source.Why;
import org.chama.formats.source.Window;

/**
 * CSV (RFC 4180) scanned as bytes. Lines end with CRLF, LF or CR; blank lines are passed over. An empty value is null; a quoted empty
 * one is the empty text for text items and null for the others.
 *
 * <p>Going on after damage: a record whose quotes are wrong or never close, or whose number of columns is wrong, loses its first
 * physical line only, and the next line begins a record again. So an unclosed quote costs its line and swallows nothing, at the
 * price that the further lines of a damaged record of several lines are judged by themselves. A record over 1 MiB (line ends inside
 * quotes included) is treated alike. Damage of characters (charset, control characters) costs the whole record, whose ends are sure.
 */
public final class CsvRecords implements RecordReader {

    private static final byte PLAIN = 0;
    private static final byte DELIMITER = 1;
    private static final byte LF = 2;
    private static final byte CR = 3;
    private static final byte QUOTE = 4;
    private static final byte CONTROL = 5;

    /** What a scan came to. */
    private enum Scan {
        WHOLE,
        MORE,
        STRAY,
        UNCLOSED,
        TOO_LONG
    }

    private static final int QUOTED = 1;
    private static final int DOUBLED = 2;
    private static final char[] DELIMITERS = {',', ';', '\t'};

    private final Window in;
    private final Charset charset;
    private final Columns columns;
    private final byte[] outside = new byte[256];
    private final byte[] inside = new byte[256];
    private char delimiter;
    /** Column of each heading. */
    private int[] targets;

    private long position;
    private long line = 1;

    /** Fields of the last scan, from the beginning of the record; further ones are only counted. */
    private int[] starts = new int[1024];

    private int[] ends = new int[1024];
    private byte[] marks = new byte[1024];
    private int fields;
    private int end;
    private int innerLines;
    private boolean control;
    private byte[] scratch = new byte[4096];

    /**
     * Reads the heading.
     *
     * @param delimiter 0 to find it: the one by which most headings are known
     * @throws org.chama.api.RefusedException {@code format-heading}, {@code format-charset}, {@code format-empty}
     */
    public CsvRecords(Window in, Charset charset, char delimiter, Columns columns) throws IOException {
        this.in = in;
        this.charset = charset;
        this.columns = columns;
        for (int i = 0; i < 0x20; i++) {
            outside[i] = CONTROL;
            inside[i] = CONTROL;
        }
        outside['\t'] = PLAIN;
        inside['\t'] = PLAIN;
        outside['\n'] = LF;
        inside['\n'] = LF;
        outside['\r'] = CR;
        inside['\r'] = CR;
        outside['"'] = QUOTE;
        inside['"'] = QUOTE;
        readHeading(delimiter);
    }

    /** By which the file is read. */
    public char delimiter() {
        return delimiter;
    }

    @Override
    public Step next(RawRecord into) throws IOException {
        skipBlankLines();
        if (in.position() == in.limit()) {
            return Step.END;
        }
        Scan found = scanRecord();
        into.begin(++position, line);
        if (found != Scan.WHOLE) {
            return loseLine(into, broken(found));
        }
        if (fields != targets.length) {
            return loseLine(into, Why.columns(line, targets.length, fields));
        }
        into.sourceBytes(end - in.position());
        int highs = Utf8.firstHigh(in.buffer(), in.position(), end);
        boolean good = !control && (highs == end || charset == Charset.GB18030 || validUtf8(highs));
        good = good && take(into, charset == Charset.GB18030 && highs < end);
        if (!good) {
            judgeCharacters(into);
        }
        line += innerLines + 1L;
        in.position(end);
        return good ? Step.RECORD : Step.REFUSED;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Refusal broken(Scan found) {
        return switch (found) {
            case STRAY -> Why.quote(line);
            case UNCLOSED -> Why.unclosed(line);
            default -> Why.size(line);
        };
    }

    private Scan scanRecord() throws IOException {
        Scan found = scan();
        while (found == Scan.MORE) {
            in.fill();
            found = scan();
        }
        return found;
    }

    /** Finds the fields and the end of the record at the window's position. */
    private Scan scan() {
        final byte[] buffer = in.buffer();
        final int start = in.position();
        final int limit = in.limit();
        final boolean ended = in.ended();
        final int bound = limit - start > Window.RECORD ? start + Window.RECORD : limit;
        int at = start;
        int count = 0;
        innerLines = 0;
        control = false;
        for (; ; ) {
            int from = at;
            int to;
            int mark = 0;
            if (at < bound && buffer[at] == '"') {
                mark = QUOTED;
                from = ++at;
                for (; ; ) {
                    byte kind = PLAIN;
                    while (at < bound && (kind = inside[buffer[at] & 0xFF]) == PLAIN) {
                        at++;
                    }
                    if (at >= bound) {
                        return bound == limit && !ended ? Scan.MORE : Scan.UNCLOSED;
                    }
                    if (at + 1 == limit && !ended) {
                        return Scan.MORE;
                    }
                    if (kind == QUOTE) {
                        if (at + 1 == limit || buffer[at + 1] != '"') {
                            break;
                        }
                        mark |= DOUBLED;
                        at += 2;
                    } else if (kind == CONTROL) {
                        control = true;
                        at++;
                    } else {
                        innerLines++;
                        at += kind == CR && at + 1 < limit && buffer[at + 1] == '\n' ? 2 : 1;
                    }
                }
                to = at++;
            } else {
                byte kind = PLAIN;
                while (at < bound && ((kind = outside[buffer[at] & 0xFF]) == PLAIN || kind == CONTROL)) {
                    control |= kind == CONTROL;
                    at++;
                }
                if (at < bound && kind == QUOTE) {
                    return Scan.STRAY;
                }
                to = at;
            }
            if (count < starts.length) {
                starts[count] = from - start;
                ends[count] = to - start;
                marks[count] = (byte) mark;
            }
            count++;
            if (at >= bound) {
                if (at < limit) {
                    return Scan.TOO_LONG;
                }
                fields = count;
                end = at;
                return ended ? Scan.WHOLE : Scan.MORE;
            }
            switch (outside[buffer[at] & 0xFF]) {
                case DELIMITER -> at++;
                case LF -> {
                    fields = count;
                    end = at + 1;
                    return Scan.WHOLE;
                }
                case CR -> {
                    if (at + 1 == limit && !ended) {
                        return Scan.MORE;
                    }
                    fields = count;
                    end = at + 1 < limit && buffer[at + 1] == '\n' ? at + 2 : at + 1;
                    return Scan.WHOLE;
                }
                default -> {
                    return Scan.STRAY;
                }
            }
        }
    }

    private boolean validUtf8(int from) {
        return Utf8.firstInvalid(in.buffer(), from, end) == end;
    }

    /** Gives the fields to the record; false when one is not of the charset or the action is none. */
    private boolean take(RawRecord into, boolean transcode) {
        byte[] buffer = in.buffer();
        int start = in.position();
        for (int i = 0; i < targets.length; i++) {
            int from = start + starts[i];
            int length = ends[i] - starts[i];
            int target = targets[i];
            if (length == 0) {
                if (marks[i] != 0 && target >= 0 && columns.isText(target)) {
                    into.set(target, buffer, from, 0);
                }
                continue;
            }
            byte[] source = buffer;
            if ((marks[i] & DOUBLED) != 0 || transcode) {
                length = plain(from, from + length, (marks[i] & DOUBLED) != 0, transcode);
                if (length < 0) {
                    return false;
                }
                source = scratch;
                from = 0;
            }
            if (target >= 0) {
                into.set(target, source, from, length);
            } else {
                Action action = action(source, from, length);
                if (action == null) {
                    return false;
                }
                into.action(action);
            }
        }
        return true;
    }

    private static Action action(byte[] source, int from, int length) {
        return switch (new String(source, from, length, StandardCharsets.ISO_8859_1)) {
            case "PUT" -> Action.PUT;
            case "DELETE" -> Action.DELETE;
            default -> null;
        };
    }

    /** Puts a field without doubled quotes and as UTF-8 into the scratch; -1 when it is not of the charset. */
    private int plain(int from, int to, boolean doubled, boolean transcode) {
        if (scratch.length < (to - from) * 3L / 2 + 8) {
            scratch = new byte[(to - from) * 2 + 8];
        }
        byte[] buffer = in.buffer();
        int size;
        if (transcode) {
            size = Gb18030.toUtf8(buffer, from, to, scratch, 0);
        } else {
            size = to - from;
            System.arraycopy(buffer, from, scratch, 0, size);
        }
        if (!doubled || size < 0) {
            return size;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            byte value = scratch[i];
            scratch[kept++] = value;
            if (value == '"') {
                i++;
            }
        }
        return kept;
    }

    /** Says which item of a whole record has the character or action that is none. */
    private void judgeCharacters(RawRecord into) {
        byte[] buffer = in.buffer();
        int start = in.position();
        Refusal why = Why.action(line);
        String name = Columns.ACTION_NAME;
        for (int i = 0; i < targets.length; i++) {
            int from = start + starts[i];
            int to = start + ends[i];
            boolean controls = control && hasControl(from, to);
            boolean foreign = charset == Charset.GB18030
                    ? plain(from, to, false, true) < 0
                    : Utf8.firstInvalid(buffer, from, to) < to;
            if (controls || foreign) {
                why = controls ? Why.control(line) : Why.charset(line, charset);
                name = targets[i] >= 0 ? columns.item(targets[i]).name() : Columns.ACTION_NAME;
                break;
            }
        }
        into.refuse(why, name, Why.raw(buffer, start, end, charset));
    }

    private boolean hasControl(int from, int to) {
        for (int i = from; i < to; i++) {
            if (inside[in.buffer()[i] & 0xFF] == CONTROL) {
                return true;
            }
        }
        return false;
    }

    /** Refuses the physical line at the window's position and goes behind it, however long it is. */
    private Step loseLine(RawRecord into, Refusal why) throws IOException {
        in.ensure(Why.RAW);
        int lineEnd = lineEnd(in.position());
        byte[] raw = Why.raw(in.buffer(), in.position(), lineEnd, charset);
        long lost = lineEnd - in.position();
        while (lineEnd == in.limit() && !in.ended()) {
            in.position(lineEnd);
            in.fill();
            lineEnd = lineEnd(in.position());
            lost += lineEnd - in.position();
        }
        in.position(lineEnd);
        lost += passLineEnd();
        line++;
        into.sourceBytes((int) Math.min(Integer.MAX_VALUE, lost));
        into.refuse(why, "", raw);
        return Step.REFUSED;
    }

    private int lineEnd(int from) {
        byte[] buffer = in.buffer();
        int at = from;
        while (at < in.limit() && buffer[at] != '\n' && buffer[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Goes over one line end; returns its bytes, 0 when there is none. */
    private int passLineEnd() throws IOException {
        in.ensure(2);
        int at = in.position();
        int left = in.limit() - at;
        byte[] buffer = in.buffer();
        if (left == 0 || buffer[at] != '\n' && buffer[at] != '\r') {
            return 0;
        }
        int bytes = left > 1 && buffer[at] == '\r' && buffer[at + 1] == '\n' ? 2 : 1;
        in.position(at + bytes);
        return bytes;
    }

    private void skipBlankLines() throws IOException {
        for (; ; ) {
            if (in.position() == in.limit()) {
                in.ensure(1);
                if (in.position() == in.limit()) {
                    return;
                }
            }
            byte first = in.buffer()[in.position()];
            if (first != '\n' && first != '\r') {
                return;
            }
            passLineEnd();
            line++;
        }
    }

    private void readHeading(char declared) throws IOException {
        skipBlankLines();
        if (in.position() == in.limit()) {
            throw Why.empty();
        }
        int most = -1;
        char best = declared;
        if (declared == 0) {
            for (char candidate : DELIMITERS) {
                String[] names = headings(candidate);
                int known = (int) Arrays.stream(names)
                        .filter(name -> columns.find(name) != Columns.UNKNOWN)
                        .count();
                if (known > most) {
                    most = known;
                    best = candidate;
                }
            }
        }
        String[] names = headings(best);
        if (names.length == 0) {
            throw Why.heading("引号、控制字符或长度不对，无法读出", "its quotes, control characters or length are wrong");
        }
        targets = new int[names.length];
        boolean[] seen = new boolean[columns.count()];
        boolean action = false;
        for (int i = 0; i < names.length; i++) {
            targets[i] = target(names[i], i + 1);
            boolean twice = targets[i] >= 0 ? seen[targets[i]] : action;
            if (twice) {
                throw Why.heading(
                        "“" + Why.shown(names[i]) + "”重复", "\"" + Why.shown(names[i]) + "\" stands there twice");
            }
            if (targets[i] >= 0) {
                seen[targets[i]] = true;
            } else {
                action = true;
            }
        }
        for (int i = 0; i < seen.length; i++) {
            Item item = columns.item(i);
            if (!seen[i] && item.required()) {
                throw Why.heading(
                        "缺少必填信息项“" + item.title() + "”（" + item.name() + "）",
                        "the required item " + item.name() + " (" + item.title() + ") is missing");
            }
        }
        line += innerLines + 1L;
        in.position(end);
        int kept = Math.max(targets.length, 1);
        starts = new int[kept];
        ends = new int[kept];
        marks = new byte[kept];
    }

    private int target(String name, int place) {
        int target = columns.find(name);
        if (target != Columns.UNKNOWN) {
            return target;
        }
        if (name.isEmpty()) {
            throw Why.heading("第 " + place + " 列没有名称", "column " + place + " has no name");
        }
        if (name.equals(Columns.ACTION_NAME)) {
            throw Why.heading("_action 只用于按主键更新的信息资源", "_action is only for a dataset that is updated by key");
        }
        throw Why.heading(
                "没有名为“" + Why.shown(name) + "”的信息项（第 " + place + " 列）",
                "there is no item \"" + Why.shown(name) + "\" (column " + place + ")");
    }

    /** The names by a delimiter, none when the heading cannot be read with it. */
    private String[] headings(char by) throws IOException {
        if (by != ',' && by != ';' && by != '\t') {
            throw new IllegalArgumentException("the delimiter of CSV is comma, semicolon or tab");
        }
        for (char other : DELIMITERS) {
            outside[other] = PLAIN;
        }
        outside[by] = DELIMITER;
        delimiter = by;
        if (scanRecord() != Scan.WHOLE || control || fields > starts.length) {
            return new String[0];
        }
        String[] names = new String[fields];
        for (int i = 0; i < fields; i++) {
            int from = in.position() + starts[i];
            int to = in.position() + ends[i];
            boolean gb = charset == Charset.GB18030;
            int length = gb || Utf8.firstInvalid(in.buffer(), from, to) == to
                    ? plain(from, to, (marks[i] & DOUBLED) != 0, gb)
                    : -1;
            if (length < 0) {
                throw Why.charset(charset, 1, 1);
            }
            names[i] = new String(scratch, 0, length, StandardCharsets.UTF_8).strip();
        }
        return names;
    }
}
