package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:client-revoke}. */
@Service
@Needs(Permission.CLIENTS_CHANGE)
@Command(scope = "chama", name = "client-revoke", description = "立即收回接入系统的一个凭证 / end a credential of a client at once")
public final class ClientRevoke extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        long credential = Ids.number(word(1));
        if (credential > Integer.MAX_VALUE) {
            throw new RefusedException("unknown-credential", "没有此凭证", "there is no such credential");
        }
        there(administration).revoke(caller(), id(), (int) credential);
        out.println(new Text("凭证已收回", "the credential is revoked").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("client", "credential");
    }
}
