package org.chama.console;

import java.io.PrintStream;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.support.table.ShellTable;
import org.chama.api.Refusal;
import org.chama.api.Text;

/** A table on the console with headings in the reader's language. Control characters of values are not let through. */
final class Sheet {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx");

    private final Locale locale;
    private final ShellTable table = new ShellTable();

    Sheet(Locale locale) {
        this.locale = locale;
        table.emptyTableText(new Text("(没有记录)", "(nothing)").in(locale));
    }

    Sheet column(String zh, String en) {
        table.column(new Text(zh, en).in(locale));
        return this;
    }

    /** @param values text, numbers, enums, moments, refusals, texts, lists of them or an Optional of one */
    Sheet row(Object... values) {
        Object[] cells = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            cells[i] = clean(text(values[i], locale));
        }
        table.addRow().addContent(cells);
        return this;
    }

    void print(PrintStream out) {
        table.print(out);
    }

    static String text(Object value, Locale locale) {
        if (value instanceof Optional<?> optional) {
            return optional.map(inner -> text(inner, locale)).orElse("");
        }
        if (value instanceof OffsetDateTime moment) {
            return MOMENT.format(moment);
        }
        if (value instanceof Text text) {
            return text.in(locale);
        }
        if (value instanceof Refusal refusal) {
            return refusal.code() + ": " + refusal.text().in(locale);
        }
        if (value instanceof List<?> list) {
            return String.join(
                    ", ", list.stream().map(inner -> text(inner, locale)).toList());
        }
        return String.valueOf(value);
    }

    /** A file name may hold what a terminal would obey. */
    static String clean(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
