package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Client;

/** {@code chama:client-create}. */
@Service
@Needs(Permission.CLIENTS_CHANGE)
@Command(scope = "chama", name = "client-create", description = "登记一个接入系统 / enter a client")
public final class ClientCreate extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--department", description = "所属部门 / its department")
    private String department = "";

    @Option(name = "--title", description = "名称 / what people call it")
    private String title = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        Client client =
                new Client(id(), needed("--department", department), needed("--title", title), true, List.of(), 0);
        there(administration).put(caller(), client);
        out.println(new Text("接入系统已登记", "the client is entered").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("client");
    }

    @Override
    List<String> options() {
        return List.of("--department", "--title", LANG);
    }
}
