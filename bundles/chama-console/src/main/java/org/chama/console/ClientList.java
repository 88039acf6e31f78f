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
import org.chama.api.directory.Administration;
import org.chama.api.directory.Client;

/** {@code chama:clients}. */
@Service
@Needs(Permission.CLIENTS_READ)
@Command(scope = "chama", name = "clients", description = "接入系统 / clients")
public final class ClientList extends AskPage {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--department", description = "政务部门短标识 / short id of a department")
    private String department = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        Listing<Client> page = there(administration).clients(caller(), given(department), after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("系统", "Client")
                .column("部门", "Department")
                .column("名称", "Title")
                .column("启用", "Enabled")
                .column("凭证", "Credentials");
        for (Client client : page.entries()) {
            List<String> credentials = client.credentials().stream()
                    .map(each -> each.id() + ":" + each.kind()
                            + each.until()
                                    .map(until -> "<" + Sheet.text(until, locale))
                                    .orElse(""))
                    .toList();
            sheet.row(client.name(), client.department(), client.title(), client.enabled(), credentials);
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
