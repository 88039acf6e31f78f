package org.chama.statute;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.chama.api.RefusedException;

/**
 * Days as a table of text: a heading, then a line a day; {@code #} begins a remark. Columns are {@code day} (2026-01-01), {@code kind} (REST or
 * WORK), {@code occasion}, {@code document}, {@code source}; in a file of several divisions {@code division} comes first.
 */
final class DayFile {

    private static final String HEADING = "day,kind,occasion,document,source";
    private static final String DIVISION = "division,";
    private static final String NATIONAL = "";

    private final Map<String, Map<LocalDate, Boolean>> days = new TreeMap<>();
    private final MessageDigest digest;

    private DayFile() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** @throws RefusedException naming the line, for a line that is none or a day that is both */
    static DayFile read(InputStream in) {
        DayFile file = new DayFile();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            boolean divided = false;
            boolean begun = false;
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.startsWith("#")) {
                    continue;
                }
                if (!begun) {
                    divided = line.equals(DIVISION + HEADING);
                    if (!divided && !line.equals(HEADING)) {
                        throw wrong(number, "表头应为 " + HEADING, "the heading must be " + HEADING);
                    }
                    begun = true;
                } else {
                    file.add(number, List.of(line.split(",", -1)), divided);
                }
                file.digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the calendar cannot be read", e);
        }
    }

    private void add(int number, List<String> given, boolean divided) {
        int first = divided ? 1 : 0;
        if (given.size() != first + HEADING.split(",").length) {
            throw wrong(number, "列数不符", "the number of columns is not right");
        }
        String division = divided ? given.get(0) : NATIONAL;
        if (divided && !division.matches("[1-9]\\d{5}")) {
            throw wrong(number, "行政区划代码应为六位数字", "a division is six digits");
        }
        LocalDate day;
        try {
            day = LocalDate.parse(given.get(first));
        } catch (DateTimeParseException e) {
            throw wrong(number, "日期应为 2026-01-01 的形式", "a day is written as 2026-01-01");
        }
        boolean worked =
                switch (given.get(first + 1)) {
                    case "WORK" -> true;
                    case "REST" -> false;
                    default -> throw wrong(number, "kind 应为 REST 或 WORK", "kind is REST or WORK");
                };
        if (days.computeIfAbsent(division, d -> new HashMap<>()).putIfAbsent(day, worked) != null) {
            throw wrong(number, day + " 已有一行,同一天不能既休息又上班", day + " is there already: a day is either rest or work");
        }
    }

    /** The layer of a file without divisions. */
    Layer national() {
        return layer(days.getOrDefault(NATIONAL, Map.of()));
    }

    /** A layer for each division. */
    Map<String, Layer> local() {
        Map<String, Layer> layers = new HashMap<>();
        days.forEach((division, its) -> layers.put(division, layer(its)));
        return layers;
    }

    /** A year is known when one of its days is. */
    private static Layer layer(Map<LocalDate, Boolean> its) {
        Set<Integer> years = new HashSet<>();
        its.keySet().forEach(day -> years.add(day.getYear()));
        return new Layer(its, years);
    }

    /** Of the lines that count. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static RefusedException wrong(int line, String zh, String en) {
        return new RefusedException(
                "wrong-calendar", "工作日历第 " + line + " 行: " + zh, "line " + line + " of the calendar: " + en);
    }
}
