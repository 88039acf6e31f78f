package org.chama.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;

/** Comma separated values (RFC 4180) of a text that is in memory. */
final class Csv {

    private static final int MOST_LINES = 200_000;
    private static final int MOST_FIELDS = 64;

    /** A record. @param number of the line it begins in, from 1 */
    record Line(long number, List<String> fields) {

        /** The field, empty when the line is shorter. */
        String get(int index) {
            return index < fields.size() ? fields.get(index) : "";
        }

        Optional<String> find(int index) {
            String field = get(index);
            return field.isEmpty() ? Optional.empty() : Optional.of(field);
        }
    }

    private final String text;
    private int at;
    private long line = 1;

    private Csv(String text) {
        this.text = text;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** All records; empty lines are left out. */
    static List<Line> read(String text) {
        Csv csv = new Csv(text);
        List<Line> lines = new ArrayList<>();
        while (csv.at < text.length()) {
            Line line = csv.record();
            if (line.fields().size() > 1 || !line.get(0).isEmpty()) {
                lines.add(line);
            }
            if (lines.size() > MOST_LINES) {
                throw new RefusedException(
                        "too-many-lines",
                        "文件超过 " + MOST_LINES + " 行。",
                        "The file has more than " + MOST_LINES + " lines.");
            }
        }
        return lines;
    }

    private Line record() {
        long number = line;
        List<String> fields = new ArrayList<>();
        boolean more = true;
        while (more) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (fields.size() > MOST_FIELDS) {
                throw wrong("列数过多", "too many columns");
            }
            more = at < text.length() && text.charAt(at) == ',';
            if (more) {
                at++;
            }
        }
        endOfLine();
        return new Line(number, fields);
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '"') {
                throw wrong("引号出现在未加引号的字段中", "a quote in a field that is not quoted");
            }
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw wrong("引号没有结束", "a quote does not end");
            }
            char c = text.charAt(at++);
            if (c == '\n') {
                line++;
            }
            if (c != '"') {
                field.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                at++;
            } else {
                return field.toString();
            }
        }
    }

    private void endOfLine() {
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length()) {
            if (text.charAt(at) != '\n') {
                throw wrong("引号之后有多余字符", "characters after the end of a quoted field");
            }
            at++;
            line++;
        }
    }

    private RefusedException wrong(String zh, String en) {
        return new RefusedException("wrong-csv", "第 " + line + " 行：" + zh + "。", "Line " + line + ": " + en + ".");
    }

    /** Writes one line. */
    static void write(StringBuilder into, String... fields) {
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                into.append(',');
            }
            String field = fields[i];
            if (field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n')) {
                into.append('"').append(field.replace("\"", "\"\"")).append('"');
            } else {
                into.append(field);
            }
        }
        into.append("\r\n");
    }
}
