package org.chama.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration.Imported;
import org.chama.api.directory.Administration.LineRefusal;
import org.chama.api.directory.Administration.Sheet;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.ledger.Actor;

/** Takes regions and departments in and out by file: all lines or none. */
final class Sheets {

    private static final List<String> REGIONS = List.of("code", "name", "level", "superior", "from", "until");
    private static final List<String> DEPARTMENTS =
            List.of("id", "creditCode", "name", "kind", "region", "superior", "authority", "open", "version");
    private static final int LARGEST = 8 << 20;
    private static final int MOST_REFUSED = 100;

    private final Register register;
    private final Access access;
    private final Regions regions;
    private final Departments departments;

    Sheets(Register register, Access access, Regions regions, Departments departments) {
        this.register = register;
        this.access = access;
        this.regions = regions;
        this.departments = departments;
    }

    void write(Caller caller, Sheet sheet, OutputStream into) {
        StringBuilder csv = new StringBuilder("\uFEFF");
        Csv.write(csv, heading(sheet).toArray(String[]::new));
        if (sheet == Sheet.REGIONS) {
            access.reach(caller, Permission.REGIONS_READ);
            register.places().regions().forEach(region -> write(csv, region));
        } else {
            access.reach(caller, Permission.DEPARTMENTS_READ);
            register.places().departments().values().forEach(department -> write(csv, department));
        }
        try {
            into.write(csv.toString().getBytes(StandardCharsets.UTF_8));
            into.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> heading(Sheet sheet) {
        return sheet == Sheet.REGIONS ? REGIONS : DEPARTMENTS;
    }

    private static void write(StringBuilder csv, Region region) {
        Csv.write(
                csv,
                region.code(),
                region.name(),
                region.level().name(),
                region.superior().orElse(""),
                region.from().toString(),
                region.until().map(LocalDate::toString).orElse(""));
    }

    private static void write(StringBuilder csv, Department department) {
        Csv.write(
                csv,
                department.id(),
                department.creditCode(),
                department.name(),
                department.kind().name(),
                department.region(),
                department.superior().orElse(""),
                Boolean.toString(department.authority()),
                Boolean.toString(department.open()),
                Long.toString(department.version()));
    }

    Imported read(Caller caller, Sheet sheet, InputStream csv) {
        Optional<Actor> actor = Optional.empty();
        if (sheet == Sheet.REGIONS) {
            actor = Optional.of(
                    Actor.of(caller, access.require(caller, Permission.REGIONS_CHANGE, "", "sheet:regions")));
        } else {
            access.reach(caller, Permission.DEPARTMENTS_CHANGE);
        }
        List<Csv.Line> lines = Csv.read(text(csv));
        if (lines.isEmpty() || !lines.get(0).fields().equals(heading(sheet))) {
            throw new RefusedException(
                    "wrong-csv",
                    "第 1 行须为标题：" + String.join(",", heading(sheet)) + "。",
                    "Line 1 must be the heading: " + String.join(",", heading(sheet)) + ".");
        }
        List<Csv.Line> content = lines.subList(1, lines.size());
        return sheet == Sheet.REGIONS ? regions(actor.orElseThrow(), content) : departments(caller, content);
    }

    private static String text(InputStream csv) {
        try {
            byte[] bytes = csv.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new RefusedException("too-large", "文件超过 8 MiB。", "The file is larger than 8 MiB.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("wrong-csv", "文件不是 UTF-8 编码。", "The file is not UTF-8.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is refused, by line. */
    private static final class Refused {
        private final List<LineRefusal> lines = new ArrayList<>();

        /** Runs a check of a line. @return whether it passed */
        boolean passes(long line, Runnable check) {
            try {
                check.run();
                return true;
            } catch (RefusedException e) {
                add(line, e.refusal());
                return false;
            }
        }

        void add(long line, Refusal refusal) {
            if (lines.size() < MOST_REFUSED) {
                lines.add(new LineRefusal(line, refusal));
            }
        }

        Imported result() {
            return new Imported(0, 0, 0, List.copyOf(lines));
        }
    }

    private Imported regions(Actor actor, List<Csv.Line> lines) {
        Refused refused = new Refused();
        Map<String, Region> parsed = new LinkedHashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        for (Csv.Line line : lines) {
            refused.passes(line.number(), () -> {
                Region region = region(line);
                Regions.form(region);
                String key = region.code() + region.from();
                twice(numbers, key, line.number());
                parsed.put(key, region);
            });
        }
        if (!refused.lines.isEmpty()) {
            return refused.result();
        }
        return register.change((c, revision) -> {
            Places before = register.places();
            Places after = before.with(parsed.values(), List.of());
            parsed.forEach((key, region) -> refused.passes(numbers.get(key), () -> regions.check(region, after)));
            if (!refused.lines.isEmpty()) {
                return refused.result();
            }
            return writeRegions(c, revision, actor, parsed.values());
        });
    }

    private Imported writeRegions(Connection c, long revision, Actor actor, Iterable<Region> all) throws SQLException {
        int added = 0;
        int changed = 0;
        int same = 0;
        for (Region region : all) {
            Optional<Region> before = register.places().periods(region.code()).stream()
                    .filter(one -> one.from().equals(region.from()))
                    .findFirst();
            if (before.isEmpty()) {
                added++;
            } else if (before.get().equals(region)) {
                same++;
            } else {
                changed++;
            }
            regions.write(c, revision, actor, region);
        }
        return new Imported(added, changed, same, List.of());
    }

    private Imported departments(Caller caller, List<Csv.Line> lines) {
        Refused refused = new Refused();
        Map<String, Department> parsed = new LinkedHashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        for (Csv.Line line : lines) {
            refused.passes(line.number(), () -> {
                Department department = department(line);
                Departments.form(department);
                twice(numbers, department.id(), line.number());
                parsed.put(department.id(), department);
            });
        }
        if (!refused.lines.isEmpty()) {
            return refused.result();
        }
        Map<String, Actor> actors = new HashMap<>();
        for (Department department : parsed.values()) {
            if (!isSame(department)) {
                actors.put(department.id(), departments.allowed(caller, department));
            }
        }
        return register.change((c, revision) -> {
            Places before = register.places();
            Places after = before.with(List.of(), parsed.values());
            for (Department department : parsed.values()) {
                if (!isSame(department)) {
                    refused.passes(numbers.get(department.id()), () -> {
                        departments.stillAllowed(caller, department);
                        departments.next(department);
                        departments.check(department, after);
                    });
                }
            }
            return refused.lines.isEmpty() ? writeDepartments(c, revision, actors, parsed.values()) : refused.result();
        });
    }

    private boolean isSame(Department department) {
        return register.places()
                .department(department.id())
                .filter(department::equals)
                .isPresent();
    }

    private Imported writeDepartments(Connection c, long revision, Map<String, Actor> actors, Iterable<Department> all)
            throws SQLException {
        int added = 0;
        int changed = 0;
        int same = 0;
        for (Department department : all) {
            Optional<Department> before = register.places().department(department.id());
            if (isSame(department)) {
                same++;
                continue;
            }
            if (before.isEmpty()) {
                added++;
            } else {
                changed++;
            }
            departments.write(c, revision, actors.get(department.id()), departments.next(department));
        }
        return new Imported(added, changed, same, List.of());
    }

    private static void twice(Map<String, Long> numbers, String key, long line) {
        Long first = numbers.putIfAbsent(key, line);
        if (first != null) {
            throw Input.wrong("line", "与第 " + first + " 行重复", "is the same as line " + first);
        }
    }

    private static Region region(Csv.Line line) {
        columns(line, REGIONS);
        return new Region(
                line.get(0),
                line.get(1),
                word(Region.Level.class, "level", line.get(2)),
                line.find(3),
                date("from", line.get(4)),
                line.find(5).map(until -> date("until", until)));
    }

    private static Department department(Csv.Line line) {
        columns(line, DEPARTMENTS);
        return new Department(
                line.get(0),
                line.get(1),
                line.get(2),
                word(Department.Kind.class, "kind", line.get(3)),
                line.get(4),
                line.find(5),
                flag("authority", line.get(6)),
                flag("open", line.get(7)),
                version(line.get(8)));
    }

    private static void columns(Csv.Line line, List<String> heading) {
        if (line.fields().size() != heading.size()) {
            throw Input.wrong("columns", "须有 " + heading.size() + " 列", "there are " + heading.size() + " columns");
        }
    }

    private static <E extends Enum<E>> E word(Class<E> words, String field, String text) {
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text)) {
                return word;
            }
        }
        String all = String.join(
                ", ", Arrays.stream(words.getEnumConstants()).map(Enum::name).toList());
        throw Input.wrong(field, "须为 " + all + " 之一", "is one of " + all);
    }

    private static boolean flag(String field, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw Input.wrong(field, "须为 true 或 false", "is true or false");
        }
        return text.equals("true");
    }

    private static long version(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Input.wrong("version", "须为导出时的版本，新部门为 0", "is the one that was exported, 0 for a new department");
        }
        return Long.parseLong(text);
    }

    private static LocalDate date(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw Input.wrong(field, "须为 YYYY-MM-DD 形式的日期", "is a date as YYYY-MM-DD");
        }
    }
}
