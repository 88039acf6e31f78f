package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;

/** {@code chama:account-enable}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-enable", description = "启用账号 / enable an account")
public final class AccountEnable extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        Account account = Roles.changeable(this, id());
        there(administration).change(caller(), Roles.with(account, account.held(), true));
        out.println(new Text("账号已启用", "the account is enabled").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("account");
    }
}
