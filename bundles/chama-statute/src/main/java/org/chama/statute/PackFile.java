package org.chama.statute;

import java.io.InputStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.ClockRule.Extension;
import org.chama.api.statute.ClockRule.Unit;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.WorkCalendar.Counting;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a rule pack from YAML; what is wrong is refused with its place in the file. */
final class PackFile {

    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 8;
    private static final int MOST_DAYS = 1_000;
    private static final int MOST_YEARS = 100;
    private static final Set<String> PACK =
            Set.of("id", "title", "place", "from", "until", "sure", "clocks", "numbers");
    private static final Set<String> CLOCK = Set.of(
            "article",
            "title",
            "working_days",
            "years",
            "date_of_order",
            "due_soon",
            "extension",
            "end",
            "counting",
            "statutory");

    private PackFile() {}

    static RulePack read(InputStream in) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LARGEST);
        Object loaded;
        try {
            loaded = new Yaml(new SafeConstructor(options)).load(in);
        } catch (YAMLException e) {
            throw new RefusedException(
                    "wrong-rule-pack", "规则包不是有效的 YAML,或超出限制", "the rule pack is no valid YAML, or beyond its limits");
        }
        return pack(Node.of("", loaded, PACK));
    }

    private static RulePack pack(Node pack) {
        Map<String, ClockRule> clocks = new LinkedHashMap<>();
        Node all = pack.child("clocks");
        for (String id : all.names()) {
            clocks.put(id, clock(id, Node.of(all.at(id), all.get(id), CLOCK)));
        }
        Map<String, Long> numbers = new LinkedHashMap<>();
        if (pack.has("numbers")) {
            Node given = pack.child("numbers");
            for (String name : given.names()) {
                numbers.put(name, (long) given.number(name, 0, Integer.MAX_VALUE));
            }
        }
        LocalDate from = pack.day("from").orElseThrow(() -> pack.wrong("from", "缺少", "is missing"));
        Optional<LocalDate> until = pack.day("until");
        if (until.filter(from::isAfter).isPresent()) {
            throw pack.wrong("until", "早于 from", "is before from");
        }
        return new RulePack(
                pack.text("id"),
                pack.both("title"),
                pack.text("place"),
                from,
                until,
                pack.flag("sure", false),
                clocks,
                numbers);
    }

    private static ClockRule clock(String id, Node clock) {
        List<String> units = List.of("working_days", "years", "date_of_order").stream()
                .filter(clock::has)
                .toList();
        if (units.size() != 1) {
            throw clock.wrong(
                    "",
                    "须有且只有 working_days、years、date_of_order 之一",
                    "must have one of working_days, years, date_of_order");
        }
        Unit unit = Unit.valueOf(units.get(0).toUpperCase(Locale.ROOT));
        int length =
                switch (unit) {
                    case WORKING_DAYS -> clock.number("working_days", 1, MOST_DAYS);
                    case YEARS -> clock.number("years", 1, MOST_YEARS);
                    case DATE_OF_ORDER -> 0;
                };
        return new ClockRule(
                id,
                clock.text("article"),
                clock.both("title"),
                unit,
                length,
                dueSoon(clock, length),
                extension(clock),
                clock.text("end"),
                clock.has("counting") ? counting(clock) : Counting.CALENDAR_DAY,
                clock.flag("statutory", true));
    }

    private static Counting counting(Node clock) {
        try {
            return Counting.valueOf(clock.text("counting"));
        } catch (IllegalArgumentException e) {
            throw clock.wrong("counting", "应为 CALENDAR_DAY 或 NEXT_WORKING_DAY", "is CALENDAR_DAY or NEXT_WORKING_DAY");
        }
    }

    private static List<Integer> dueSoon(Node clock, int length) {
        List<Integer> days = new ArrayList<>();
        if (clock.has("due_soon")) {
            for (Object one : clock.list("due_soon")) {
                boolean rises = one instanceof Integer day
                        && day > (days.isEmpty() ? 0 : days.get(days.size() - 1))
                        && day < length;
                if (!rises) {
                    throw clock.wrong("due_soon", "应为递增的、小于期限的工作日数", "must rise and be less than the length");
                }
                days.add((Integer) one);
            }
        }
        return days;
    }

    private static Optional<Extension> extension(Node clock) {
        if (!clock.has("extension")) {
            return Optional.empty();
        }
        Node given =
                Node.of(clock.at("extension"), clock.get("extension"), Set.of("working_days", "times", "by", "told"));
        return Optional.of(new Extension(
                given.number("working_days", 1, MOST_DAYS),
                given.number("times", 1, MOST_DAYS),
                given.text("by"),
                given.flag("told", true)));
    }

    /** A mapping and where it stands. */
    private record Node(String place, Map<?, ?> members) {

        static Node of(String place, Object value, Set<String> known) {
            if (!(value instanceof Map<?, ?> members)) {
                throw refused(place, "应为映射", "must be a mapping");
            }
            for (Object name : members.keySet()) {
                if (!(name instanceof String) || !known.isEmpty() && !known.contains(name)) {
                    throw refused(place + "/" + name, "是未知的名称", "is not known");
                }
            }
            return new Node(place, members);
        }

        String at(String name) {
            return place.isEmpty() ? name : place + "/" + name;
        }

        boolean has(String name) {
            return members.get(name) != null;
        }

        Object get(String name) {
            return members.get(name);
        }

        Set<String> names() {
            return members.keySet().stream().map(String.class::cast).collect(Collectors.toCollection(TreeSet::new));
        }

        Node child(String name) {
            return Node.of(at(name), get(name), Set.of());
        }

        String text(String name) {
            if (get(name) instanceof String text) {
                return text;
            }
            throw wrong(name, "应为文本", "must be a text");
        }

        Text both(String name) {
            Node both = Node.of(at(name), get(name), Set.of("zh", "en"));
            return new Text(both.text("zh"), both.text("en"));
        }

        int number(String name, int least, int most) {
            if (get(name) instanceof Integer number && number >= least && number <= most) {
                return number;
            }
            throw wrong(
                    name,
                    "应为 " + least + " 至 " + most + " 的整数",
                    "must be a whole number from " + least + " to " + most);
        }

        boolean flag(String name, boolean absent) {
            if (!has(name)) {
                return absent;
            }
            if (get(name) instanceof Boolean flag) {
                return flag;
            }
            throw wrong(name, "应为 true 或 false", "must be true or false");
        }

        List<?> list(String name) {
            if (get(name) instanceof List<?> list) {
                return list;
            }
            throw wrong(name, "应为列表", "must be a list");
        }

        /** YAML reads 2026-01-01 as a moment in UTC; written in quotes it is a text. */
        Optional<LocalDate> day(String name) {
            Object given = get(name);
            if (given == null) {
                return Optional.empty();
            }
            if (given instanceof Date date) {
                return Optional.of(date.toInstant().atZone(ZoneOffset.UTC).toLocalDate());
            }
            try {
                return Optional.of(LocalDate.parse(text(name)));
            } catch (DateTimeParseException e) {
                throw wrong(name, "应为日期", "must be a date");
            }
        }

        RefusedException wrong(String name, String zh, String en) {
            return refused(name.isEmpty() ? place : at(name), zh, en);
        }

        private static RefusedException refused(String place, String zh, String en) {
            String where = place.isEmpty() ? "规则包" : place;
            return new RefusedException(
                    "wrong-rule-pack", where + " " + zh, (place.isEmpty() ? "the rule pack" : place) + " " + en);
        }
    }
}
