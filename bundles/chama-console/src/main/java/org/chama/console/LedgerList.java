package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;

/** {@code chama:ledger}. */
@Service
@Needs(Permission.LEDGER_READ)
@Command(scope = "chama", name = "ledger", description = "台账,新的在前 / the ledger, newest first")
public final class LedgerList extends AskPage {

    @Reference(optional = true)
    private Ledger ledger;

    @Option(name = "--about", description = "对象,如 batch:12:3 / an object, as batch:12:3")
    private String about = "";

    @Option(name = "--actor", description = "行为人,如 account:li / an actor, as account:li")
    private String actor = "";

    @Option(name = "--kind", description = "种类,如 batch-replayed / a kind, as batch-replayed")
    private String kind = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        Ledger.Selection selection =
                new Ledger.Selection(given(about), given(actor), given(kind), Optional.empty(), Optional.empty());
        Listing<Line> page = there(ledger).lines(selection, after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("序号", "Number")
                .column("时间", "At")
                .column("行为人", "Actor")
                .column("部门", "Department")
                .column("角色", "Role")
                .column("渠道", "Channel")
                .column("种类", "Kind")
                .column("对象", "About")
                .column("细节", "Detail");
        for (Line line : page.entries()) {
            if (reach().everywhere() || reach().holds(line.actor().department())) {
                sheet.row(
                        line.number(),
                        line.at(),
                        line.actor().name(),
                        line.actor().department(),
                        line.actor().role(),
                        line.actor().channel(),
                        line.kind(),
                        line.about(),
                        line.detail());
            }
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
