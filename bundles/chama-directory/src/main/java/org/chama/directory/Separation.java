package org.chama.directory;

import java.util.EnumSet;
import java.util.Set;
import org.chama.api.RefusedException;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Department;

/** Separation of duties: which roles an account may hold, and who may give them. */
final class Separation {

    /** Where roles of the platform itself are held; no department has this id. */
    static final String PLATFORM = "platform";

    private static final int MOST_ROLES = 50;
    private static final Set<Role> OF_PLATFORM =
            EnumSet.of(Role.PLATFORM_OPERATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR);
    private static final Set<Role> SEES_PAYLOADS =
            EnumSet.of(Role.OPERATOR, Role.DEPARTMENT_ADMINISTRATOR, Role.DEPARTMENT_HEAD);

    private Separation() {}

    /** Refuses roles that one person may not hold together, or not there. */
    static void check(Set<Held> before, Set<Held> after, Places places) {
        if (after.isEmpty() || after.size() > MOST_ROLES) {
            throw Input.wrong(
                    "held", "账号须有 1 至 " + MOST_ROLES + " 个角色", "an account has 1 to " + MOST_ROLES + " roles");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        after.forEach(held -> roles.add(held.role()));
        if (roles.contains(Role.SYSTEM)) {
            throw separated("接入系统角色不能由人员持有", "a person never holds the role of a connected system");
        }
        if (roles.contains(Role.SECURITY_ADMINISTRATOR) && roles.contains(Role.AUDITOR)) {
            throw separated("安全管理员与安全审计员不能是同一人", "a security administrator is never auditor");
        }
        if (roles.contains(Role.PLATFORM_OPERATOR)) {
            if (roles.contains(Role.SECURITY_ADMINISTRATOR) || roles.contains(Role.AUDITOR)) {
                throw separated(
                        "平台运维员不能兼任安全管理员或安全审计员", "a platform operator is neither security administrator nor auditor");
            }
            if (roles.stream().anyMatch(SEES_PAYLOADS::contains)) {
                throw separated(
                        "平台运维员不得读取数据内容，不能兼任部门角色",
                        "a platform operator cannot read payloads and holds no role of a department that can");
            }
        }
        for (Held held : after) {
            place(held, !before.contains(held), places);
        }
    }

    private static void place(Held held, boolean added, Places places) {
        if (held.role() == Role.APPLICANT) {
            if (!held.department().isEmpty()) {
                throw Input.wrong("held", "申请人不属于任何部门", "an applicant is of no department");
            }
            return;
        }
        if (OF_PLATFORM.contains(held.role()) != held.department().equals(PLATFORM)) {
            throw Input.wrong(
                    "held",
                    "平台运维员、安全管理员、安全审计员只设在 " + PLATFORM + "，其他角色不设在那里",
                    "platform operators, security administrators and auditors are held in " + PLATFORM
                            + ", other roles never");
        }
        if (OF_PLATFORM.contains(held.role()) || !added) {
            return;
        }
        Department department = places.department(held.department())
                .filter(Department::open)
                .orElseThrow(() -> Input.unknown("department", "部门（或已关闭）", "department, or it is closed"));
        if (held.role() == Role.AUTHORITY_OFFICER && !department.authority()) {
            throw Input.wrong("held", "数据主管部门经办人只设在数据主管部门", "an authority officer is held in a data authority only");
        }
    }

    /**
     * Refuses what the decider's role does not reach: a department administrator manages the operators of the own department and
     * nobody else.
     */
    static void decider(Held decider, Set<Held> before, Set<Held> after) {
        if (decider.role() != Role.DEPARTMENT_ADMINISTRATOR) {
            return;
        }
        Held operator = new Held(Role.OPERATOR, decider.department());
        if (!before.stream().allMatch(operator::equals) || !after.stream().allMatch(operator::equals)) {
            throw new RefusedException(
                    "forbidden",
                    "部门管理员只能管理本部门操作员的账号；其他角色由安全管理员管理。",
                    "A department administrator manages accounts of the own department's operators only; other roles are given by a"
                            + " security administrator.");
        }
    }

    static void notOneself(Caller caller, String account) {
        if (caller.identity().kind() == Identity.Kind.ACCOUNT
                && caller.identity().name().equals(account)) {
            throw separated(
                    "不能更改自己的角色、状态、统一身份标识或重置自己的口令",
                    "nobody changes the own roles, state or subject or resets the own password");
        }
    }

    /** Refuses that the last security administrator who can sign in loses the role, or what to sign in with. */
    static void lastAdministrator(Register register, HeldAccount before, HeldAccount after) {
        boolean loses = isAdministrator(before) && !isAdministrator(after);
        if (loses
                && register.accounts().stream()
                        .noneMatch(one -> isAdministrator(one)
                                && !one.account().name().equals(before.account().name()))) {
            throw separated("这是最后一个可用的安全管理员", "this is the last security administrator who can sign in");
        }
    }

    private static boolean isAdministrator(HeldAccount one) {
        Account account = one.account();
        return account.enabled()
                && (one.password() || account.subject().isPresent())
                && account.held().stream().anyMatch(held -> held.role() == Role.SECURITY_ADMINISTRATOR);
    }

    private static RefusedException separated(String zh, String en) {
        return new RefusedException("duties-separated", "职责分离：" + zh + "。", "Separation of duties: " + en + ".");
    }
}
