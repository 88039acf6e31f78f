package org.chama.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Administration.DepartmentFilter;
import org.chama.api.directory.Department;
import org.chama.api.directory.OpenMatters;
import org.chama.api.ledger.Actor;
import org.chama.codes.CreditCode;

/** Changes and lists departments. */
final class Departments {

    private static final int LONGEST_NAME = 100;
    private static final int SHOWN = 20;

    /** Paths of the REST interface have these words where ids stand. */
    private static final Set<String> WORDS = Set.of("export", "import");

    private final Register register;
    private final Access access;
    private final Trail trail;
    private final Supplier<List<OpenMatters>> matters;

    Departments(Register register, Access access, Trail trail, Supplier<List<OpenMatters>> matters) {
        this.register = register;
        this.access = access;
        this.trail = trail;
        this.matters = matters;
    }

    Listing<Department> list(Caller caller, DepartmentFilter filter, Optional<String> after, int limit) {
        access.reach(caller, Permission.DEPARTMENTS_READ);
        int size = Input.limit(limit);
        Places places = register.places();
        Optional<Set<String>> within = filter.region().map(places::departmentsWithin);
        List<Department> found = places.departments().tailMap(after.orElse(""), false).values().stream()
                .filter(department ->
                        within.map(ids -> ids.contains(department.id())).orElse(true))
                .filter(department ->
                        filter.kind().map(kind -> department.kind() == kind).orElse(true))
                .filter(department -> filter.authority()
                        .map(authority -> department.authority() == authority)
                        .orElse(true))
                .filter(department ->
                        filter.open().map(open -> department.open() == open).orElse(true))
                .limit(size + 1L)
                .toList();
        return Input.page(found, size, Department::id);
    }

    Department put(Caller caller, Department department) {
        Input.id("id", department.id());
        Actor actor = allowed(caller, department);
        form(department);
        return register.change((c, revision) -> {
            stillAllowed(caller, department);
            Department after = next(department);
            check(after, register.places().with(List.of(), List.of(after)));
            write(c, revision, actor, after);
            return after;
        });
    }

    /** A new department is entered, and a department moved, by an officer of the authority over the region. */
    Actor allowed(Caller caller, Department department) {
        access.reach(caller, Permission.DEPARTMENTS_CHANGE);
        if (register.places().region(department.region()).isEmpty()) {
            throw Input.wrong("region", "不是今天有效的行政区划代码", "is no division that is valid today");
        }
        Held by = null;
        for (String one : touched(department)) {
            by = access.require(caller, Permission.DEPARTMENTS_CHANGE, one, "department:" + department.id());
        }
        return Actor.of(caller, by);
    }

    /** Asks again once the turn is taken, when places and roles are exact. */
    void stillAllowed(Caller caller, Department department) {
        for (String one : touched(department)) {
            if (!access.may(caller.identity(), Permission.DEPARTMENTS_CHANGE, one)) {
                throw new RefusedException(
                        "forbidden", "该部门已不在您的管辖范围内。", "The department is not within your reach any more.");
            }
        }
    }

    /** The departments a change asks the permission in. */
    private List<String> touched(Department department) {
        Places places = register.places();
        Optional<Department> before = places.department(department.id());
        List<String> touched = new ArrayList<>();
        before.map(Department::id).ifPresent(touched::add);
        if (before.isEmpty() || !before.get().region().equals(department.region())) {
            touched.add(authority(places, department.region()));
        }
        return touched;
    }

    /** Whoever reaches the nearest authority at or above a region reaches the region. */
    private static String authority(Places places, String region) {
        return places.authorityOf(region).map(Department::id).orElse("");
    }

    /** What can be said of a department alone. */
    static void form(Department department) {
        Input.id("id", department.id());
        if (department.id().equals(Separation.PLATFORM)) {
            throw Input.wrong("id", "platform 保留给平台自身", "platform is kept for the platform itself");
        }
        if (WORDS.contains(department.id())) {
            throw Input.wrong("id", "是接口路径中的词", "is a word of the interface's paths");
        }
        CreditCode.Finding finding = CreditCode.check(department.creditCode());
        if (!finding.isGood()) {
            throw Input.wrong("creditCode", finding.zh(), finding.en());
        }
        boolean institution = department.creditCode().charAt(0) == '1'
                && "123".indexOf(department.creditCode().charAt(1)) >= 0;
        if (department.kind() == Department.Kind.GOVERNMENT && !institution) {
            throw Input.wrong(
                    "creditCode",
                    "政务部门的统一社会信用代码以 11、12 或 13 开头；其他组织请登记为授权组织或公共企事业单位",
                    "of a government department it begins with 11, 12 or 13; others are entered as authorised or public utility");
        }
        Input.text("name", department.name(), LONGEST_NAME);
    }

    /** The department as it will be: refuses a change made on another version. */
    Department next(Department department) {
        Optional<Department> before = register.places().department(department.id());
        if (before.isEmpty() && department.version() != 0) {
            throw Input.unknown("department", "部门", "department");
        }
        if (before.isPresent() && before.get().version() != department.version()) {
            throw Input.stale();
        }
        return version(department, department.version() + 1);
    }

    static Department version(Department department, long version) {
        return new Department(
                department.id(),
                department.creditCode(),
                department.name(),
                department.kind(),
                department.region(),
                department.superior(),
                department.authority(),
                department.open(),
                version);
    }

    /** What can be said of a department among the others, itself included. */
    void check(Department department, Places places) {
        Optional<Department> before = register.places().department(department.id());
        boolean entersRegion = before.map(
                        one -> !one.region().equals(department.region()) || !one.open() && department.open())
                .orElse(true);
        if (entersRegion
                && places.region(department.region(), Moments.today(register.clock()))
                        .isEmpty()) {
            throw Input.wrong("region", "不是今天有效的行政区划代码", "is no division that is valid today");
        }
        department.superior().ifPresent(superior -> superior(department, superior, places));
        if (!department.open()) {
            if (before.isEmpty()) {
                throw Input.wrong("open", "新部门不能是关闭状态", "a new department is open");
            }
            return;
        }
        for (Department other : places.departments().values()) {
            if (!other.open() || other.id().equals(department.id())) {
                continue;
            }
            if (other.creditCode().equals(department.creditCode())) {
                throw Input.wrong(
                        "creditCode", "已由部门 " + other.id() + " 使用", "is the one of the department " + other.id());
            }
            if (department.authority() && other.authority() && other.region().equals(department.region())) {
                throw Input.wrong(
                        "authority", "该区划的数据主管部门是 " + other.id(), "the data authority of this region is " + other.id());
            }
        }
    }

    private static void superior(Department department, String superior, Places places) {
        if (!places.isOpen(superior)) {
            throw Input.wrong("superior", "没有这个未关闭的部门", "is no open department");
        }
        Set<String> seen = new HashSet<>(Set.of(department.id()));
        Optional<String> next = Optional.of(superior);
        while (next.isPresent()) {
            if (!seen.add(next.get())) {
                throw Input.wrong("superior", "上级关系成环", "goes round in a circle");
            }
            next = places.department(next.get()).flatMap(Department::superior);
        }
    }

    /** Asks the directory itself and the other modules. While none of them is there to answer, nothing is closed. */
    private void requireNothingOpen(Connection c, String department) throws SQLException {
        List<OpenMatters> asked = matters.get();
        if (asked.isEmpty()) {
            throw new RefusedException(
                    "not-ready",
                    "平台尚不能确认部门 " + department + " 没有未结事项，请稍后重试。",
                    "Nobody can say yet whether the department " + department + " has open matters: try again later.");
        }
        List<Text> open = ownMatters(department);
        for (OpenMatters one : asked) {
            open.addAll(one.of(c, department));
        }
        if (open.isEmpty()) {
            return;
        }
        List<Text> shown = open.subList(0, Math.min(SHOWN, open.size()));
        throw new RefusedException(
                "open-matters",
                "部门 " + department + " 还有未结事项："
                        + String.join("；", shown.stream().map(Text::zh).toList()) + "。",
                "The department " + department + " still has open matters: "
                        + String.join("; ", shown.stream().map(Text::en).toList()) + ".");
    }

    /** Writes one that was checked. @param department with its new version */
    void write(Connection c, long revision, Actor actor, Department department) throws SQLException {
        Optional<Department> before = register.places().department(department.id());
        boolean closes = before.map(Department::open).orElse(false) && !department.open();
        if (closes) {
            requireNothingOpen(c, department.id());
        }
        if (before.isPresent()) {
            Sql.update(
                    c,
                    "update chama.department set credit_code = ?, name = ?, kind = ?, region = ?, superior = ?, authority = ?,"
                            + " is_open = ?, version = ?, revision = ? where id = ?",
                    department.creditCode(),
                    department.name(),
                    department.kind().name(),
                    department.region(),
                    department.superior(),
                    department.authority(),
                    department.open(),
                    department.version(),
                    revision,
                    department.id());
        } else {
            insert(c, department, revision);
        }
        trail.changed(
                c,
                actor,
                before.isEmpty() ? "department-created" : closes ? "department-closed" : "department-changed",
                "department:" + department.id(),
                new Json().put("version", department.version()).end(),
                before.map(Canonical::of).orElse(""),
                Canonical.of(department));
    }

    static void insert(Connection c, Department department, long revision) throws SQLException {
        Sql.update(
                c,
                "insert into chama.department (id, credit_code, name, kind, region, superior, authority, is_open, version,"
                        + " revision) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                department.id(),
                department.creditCode(),
                department.name(),
                department.kind().name(),
                department.region(),
                department.superior(),
                department.authority(),
                department.open(),
                department.version(),
                revision);
    }

    private List<Text> ownMatters(String department) {
        List<Text> open = new ArrayList<>();
        count(
                open,
                register.accounts().stream()
                        .map(HeldAccount::account)
                        .filter(account -> account.enabled()
                                && account.held().stream()
                                        .anyMatch(held -> held.department().equals(department)))
                        .count(),
                "个账号在此任职",
                "enabled accounts with roles in it");
        count(
                open,
                register.clients().stream()
                        .map(HeldClient::client)
                        .filter(client ->
                                client.enabled() && client.department().equals(department))
                        .count(),
                "个启用的接入系统",
                "enabled clients");
        count(
                open,
                register.places().departments().values().stream()
                        .filter(below -> below.open()
                                && below.superior().filter(department::equals).isPresent())
                        .count(),
                "个未关闭的下级部门",
                "open departments below it");
        return open;
    }

    private static void count(List<Text> open, long number, String zh, String en) {
        if (number > 0) {
            open.add(new Text(number + " " + zh, number + " " + en));
        }
    }
}
