package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Archives.Archive;
import org.chama.api.ledger.Ledger;

/** {@code chama:ledger-archive}. */
@Service
@Needs(Permission.LEDGER_READ)
@Command(
        scope = "chama",
        name = "ledger-archive",
        description = "台账的归档文件,或归档至最新区块 / archive files of the ledger, or close one up to the newest block")
public final class LedgerArchive extends AskPage {

    @Reference(optional = true)
    private Archives archives;

    @Reference(optional = true)
    private Ledger ledger;

    @Option(name = "--close", description = "归档至最新区块 / close one up to the newest block")
    private boolean close;

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        Sheet sheet = new Sheet(locale)
                .column("编号", "Number")
                .column("自区块", "From block")
                .column("至区块", "To block")
                .column("末行", "Last line")
                .column("归档时间", "Closed")
                .column("文件", "File")
                .column("摘要", "Digest");
        for (Archive archive : close ? List.of(closed()) : there(archives).list(limit())) {
            sheet.row(
                    archive.number(),
                    archive.fromBlock(),
                    archive.toBlock(),
                    archive.lastLine(),
                    archive.closed(),
                    archive.file(),
                    archive.digest());
        }
        sheet.print(out);
    }

    private Archive closed() throws IOException {
        Held held = require(Permission.LEDGER_EXPORT, "", "ledger");
        Ledger.Head head = there(ledger).heads(1).stream()
                .findFirst()
                .orElseThrow(() -> new RefusedException("ledger-empty", "台账尚无区块", "the ledger has no block yet"));
        return there(archives).close(Actor.of(caller(), held), head.block());
    }
}
