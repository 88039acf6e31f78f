package org.chama.directory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Administration.RegionFilter;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.ledger.Actor;
import org.chama.codes.Division;

/** Changes and lists regions. */
final class Regions {

    static final String INSERT =
            "insert into chama.region (code, from_day, name, region_level, superior, until_day, source, note,"
                    + " edited, revision) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final int LONGEST_NAME = 100;
    private static final int SHOWN = 20;

    private final Register register;
    private final Access access;
    private final Trail trail;

    Regions(Register register, Access access, Trail trail) {
        this.register = register;
        this.access = access;
        this.trail = trail;
    }

    Listing<Region> list(Caller caller, RegionFilter filter, Optional<String> after, int limit) {
        access.reach(caller, Permission.REGIONS_READ);
        int size = Input.limit(limit);
        List<Region> found = register.places().regions().stream()
                .filter(region ->
                        after.map(token -> token(region).compareTo(token) > 0).orElse(true))
                .filter(region ->
                        filter.superior().isEmpty() || filter.superior().equals(region.superior()))
                .filter(region ->
                        filter.level().map(level -> region.level() == level).orElse(true))
                .filter(region -> filter.validOn().map(region::validOn).orElse(true))
                .limit(size + 1L)
                .toList();
        return Input.page(found, size, Regions::token);
    }

    private static String token(Region region) {
        return region.code() + "-" + region.from();
    }

    Region put(Caller caller, Region region) {
        Held by = access.require(caller, Permission.REGIONS_CHANGE, "", "region:" + region.code());
        Actor actor = Actor.of(caller, by);
        form(region);
        return register.change((c, revision) -> {
            List<Region> changed = changes(region, register.places());
            Places after = register.places().with(changed, List.of());
            for (Region one : changed) {
                check(one, after);
            }
            for (Region one : changed) {
                write(c, revision, actor, one);
            }
            return region;
        });
    }

    /** What a new period changes: an earlier one of the same code that has no end yet ends where it begins. */
    static List<Region> changes(Region region, Places places) {
        List<Region> changed = new ArrayList<>();
        for (Region other : places.periods(region.code())) {
            if (other.until().isEmpty() && other.from().isBefore(region.from())) {
                changed.add(new Region(
                        other.code(),
                        other.name(),
                        other.level(),
                        other.superior(),
                        other.from(),
                        Optional.of(region.from())));
            }
        }
        changed.add(region);
        return changed;
    }

    /** What can be said of a region alone. */
    static void form(Region region) {
        byte[] code = region.code().getBytes(StandardCharsets.US_ASCII);
        Division.Level level = Division.level(code, 0, code.length);
        if (code.length != Division.LENGTH || level == Division.Level.NONE) {
            throw Input.wrong("code", "不是六位行政区划代码", "is not a division code of six digits");
        }
        if (!level.name().equals(region.level().name())) {
            throw Input.wrong(
                    "level", "与代码 " + region.code() + " 的级别不符", "is not the level of the code " + region.code());
        }
        if ((region.level() == Region.Level.PROVINCE) != region.superior().isEmpty()) {
            throw Input.wrong("superior", "除省外均须有上级区划", "every division but the province has one above");
        }
        Input.text("name", region.name(), LONGEST_NAME);
        if (region.until().map(until -> !until.isAfter(region.from())).orElse(false)) {
            throw Input.wrong("until", "须晚于 from", "is after from");
        }
    }

    /** What can be said of a region among the others, itself included. */
    void check(Region region, Places places) {
        Optional<Region> before = register.places().periods(region.code()).stream()
                .filter(one -> one.from().equals(region.from()))
                .findFirst();
        boolean other = before.map(one -> !one.name().equals(region.name())
                        || one.level() != region.level()
                        || !one.superior().equals(region.superior()))
                .orElse(false);
        if (other) {
            throw Input.wrong(
                    "region",
                    "已登记的区划只能更改终止日；更名或改隶属须登记新的时期",
                    "of a period only the end can be changed; another name or superior is another period");
        }
        for (Region one : places.periods(region.code())) {
            if (!one.from().equals(region.from()) && overlap(one, region)) {
                throw Input.wrong(
                        "region",
                        "与同一代码自 " + one.from() + " 起的时期重叠",
                        "overlaps the period of the same code that begins on " + one.from());
            }
        }
        region.superior().ifPresent(superior -> superior(region, superior, places));
        region.until().ifPresent(until -> closing(region, until, places));
    }

    private static void superior(Region region, String superior, Places places) {
        Optional<Region> above = places.region(superior, region.from());
        boolean right = above.isPresent()
                && above.get().level().compareTo(region.level()) < 0
                && superior.startsWith(region.code().substring(0, 2))
                && (above.get().level() == Region.Level.PROVINCE
                        || superior.startsWith(region.code().substring(0, 4)));
        if (!right) {
            throw Input.wrong(
                    "superior",
                    "在 " + region.from() + " 不是有效的上级区划",
                    "is not a valid division above on " + region.from());
        }
    }

    /** A code that ends without another period has nothing open in it. */
    private static void closing(Region region, LocalDate until, Places places) {
        boolean goesOn = places.region(region.code(), until).isPresent();
        if (goesOn) {
            return;
        }
        List<String> open = new ArrayList<>();
        for (Department department : places.departments().values()) {
            if (department.open() && department.region().equals(region.code())) {
                open.add(department.id());
            }
        }
        for (Region one : places.regions()) {
            if (one.superior().filter(region.code()::equals).isPresent()
                    && one.until().map(until::isBefore).orElse(true)) {
                open.add(one.code() + " " + one.name());
            }
        }
        if (!open.isEmpty()) {
            String shown = String.join(", ", open.subList(0, Math.min(SHOWN, open.size())));
            throw new RefusedException(
                    "open-matters",
                    "区划 " + region.code() + " 内还有 " + open.size() + " 个未关闭的部门或下级区划：" + shown + "。",
                    "In the region " + region.code() + " " + open.size() + " departments or divisions are still open: "
                            + shown + ".");
        }
    }

    static boolean overlap(Region one, Region other) {
        return one.from().isBefore(other.until().orElse(LocalDate.MAX))
                && other.from().isBefore(one.until().orElse(LocalDate.MAX));
    }

    /** Writes one that was checked. */
    void write(Connection c, long revision, Actor actor, Region region) throws SQLException {
        Optional<Region> before = register.places().periods(region.code()).stream()
                .filter(one -> one.from().equals(region.from()))
                .findFirst();
        if (before.isPresent() && before.get().equals(region)) {
            return;
        }
        if (before.isPresent()) {
            Sql.update(
                    c,
                    "update chama.region set until_day = ?, edited = true, revision = ? where code = ? and from_day = ?",
                    region.until(),
                    revision,
                    region.code(),
                    region.from());
        } else {
            Sql.update(
                    c,
                    INSERT,
                    region.code(),
                    region.from(),
                    region.name(),
                    region.level().name(),
                    region.superior(),
                    region.until(),
                    actor.name(),
                    "",
                    true,
                    revision);
        }
        trail.changed(
                c,
                actor,
                before.isPresent() ? "region-changed" : "region-created",
                "region:" + region.code(),
                new Json()
                        .put("from", region.from().toString())
                        .put("until", region.until())
                        .end(),
                before.map(Canonical::of).orElse(""),
                Canonical.of(region));
    }
}
