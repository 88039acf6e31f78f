package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;

/** {@code chama:accounts}. */
@Service
@Needs(Permission.ACCOUNTS_READ)
@Command(scope = "chama", name = "accounts", description = "账号 / accounts")
public final class AccountList extends AskPage {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--department", description = "政务部门短标识 / short id of a department")
    private String department = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        Listing<Account> page = there(administration).accounts(caller(), given(department), after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("账号", "Account")
                .column("姓名", "Person")
                .column("角色", "Roles")
                .column("启用", "Enabled")
                .column("锁定至", "Locked until");
        for (Account account : page.entries()) {
            List<String> held = account.held().stream()
                    .map(each -> each.role() + (each.department().isEmpty() ? "" : "@" + each.department()))
                    .sorted()
                    .toList();
            sheet.row(account.name(), account.person(), held, account.enabled(), account.lockedUntil());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
