package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.ledger.Ledger;

/** {@code chama:ledger-heads}. */
@Service
@Needs(Permission.LEDGER_READ)
@Command(scope = "chama", name = "ledger-heads", description = "台账的最新区块头 / the newest heads of the ledger")
public final class LedgerHeads extends AskPage {

    @Reference(optional = true)
    private Ledger ledger;

    @Override
    void answer(PrintStream out, Locale locale) {

        Sheet sheet = new Sheet(locale)
                .column("区块", "Block")
                .column("末行", "Last line")
                .column("封签时间", "Sealed")
                .column("摘要", "Hash")
                .column("密钥", "Key");
        for (Ledger.Head head : there(ledger).heads(limit())) {
            sheet.row(head.block(), head.lines(), head.sealed(), head.hash(), head.key());
        }
        sheet.print(out);
    }
}
