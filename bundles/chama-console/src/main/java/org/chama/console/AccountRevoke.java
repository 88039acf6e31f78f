package org.chama.console;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;

/** {@code chama:account-revoke}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-revoke", description = "收回账号的一个角色 / take a role from an account")
public final class AccountRevoke extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        Account account = Roles.changeable(this, id());
        Set<Held> held = new HashSet<>(account.held());
        if (!held.remove(Roles.held(word(1), word(2)))) {
            throw new RefusedException("unknown-role", "该账号没有此角色", "the account has no such role");
        }
        there(administration).change(caller(), Roles.with(account, held, account.enabled()));
        out.println(new Text("已收回", "taken back").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("account", "role", "department");
    }
}
