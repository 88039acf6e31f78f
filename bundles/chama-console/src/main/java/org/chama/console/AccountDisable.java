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

/** {@code chama:account-disable}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-disable", description = "停用账号 / disable an account")
public final class AccountDisable extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        Account account = Roles.changeable(this, id());
        there(administration).change(caller(), Roles.with(account, account.held(), false));
        out.println(new Text("账号已停用", "the account is disabled").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("account");
    }
}
