package org.chama.console;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;

/** {@code chama:account-grant}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-grant", description = "给账号一个角色 / give an account a role")
public final class AccountGrant extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        Account account = Roles.changeable(this, id());
        Set<Held> held = new HashSet<>(account.held());
        held.add(Roles.held(word(1), word(2)));
        there(administration).change(caller(), Roles.with(account, held, account.enabled()));
        out.println(new Text("已授予", "granted").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("account", "role", "department");
    }
}
