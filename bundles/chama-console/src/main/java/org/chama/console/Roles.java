package org.chama.console;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chama.api.RefusedException;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;

/** Roles as an operator types them, and accounts changed by them. */
final class Roles {

    private Roles() {}

    static Held held(String role, String department) {
        return new Held(
                Ids.word("--role", role, Role.class)
                        .orElseThrow(() -> new RefusedException("option-missing", "缺少角色", "a role is missing")),
                department);
    }

    /** The account, for who may change it; anybody else does not learn whether it is there. */
    static Account changeable(Ask asked, String name) {
        Optional<Account> account = asked.directory().account(name);
        Set<String> departments = account.stream()
                .flatMap(one -> one.held().stream().map(Held::department))
                .collect(Collectors.toSet());
        for (String department : departments.isEmpty() ? Set.of("") : departments) {
            asked.require(Permission.ACCOUNTS_CHANGE, department, account.isPresent() ? "account:" + name : "account");
        }
        return account.orElseThrow(() -> new RefusedException("unknown-account", "没有此账号", "there is no such account"));
    }

    static Account with(Account account, Set<Held> held, boolean enabled) {
        return new Account(
                account.name(),
                account.person(),
                account.subject(),
                held,
                enabled,
                account.lockedUntil(),
                account.version());
    }
}
