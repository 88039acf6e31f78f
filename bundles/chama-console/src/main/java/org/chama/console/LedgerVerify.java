package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.ledger.Ledger;

/** {@code chama:ledger-verify}. */
@Service
@Needs(Permission.LEDGER_VERIFY)
@Command(scope = "chama", name = "ledger-verify", description = "重读并校验整个台账 / read the whole ledger again and check it")
public final class LedgerVerify extends Ask {

    @Reference(optional = true)
    private Ledger ledger;

    @Reference(optional = true)
    private Database database;

    @Override
    void answer(PrintStream out, Locale locale) {

        Held held = require(Permission.LEDGER_VERIFY, "", "ledger");
        Ledger checked = there(ledger);
        Database recording = there(database);
        out.println(new Text("正在校验,请勿中断…", "checking; this may take a while…").in(locale));
        out.flush();
        Ledger.Verification result = checked.verify();
        Recording.line(
                recording,
                checked,
                caller(),
                held,
                "ledger-verified",
                "ledger",
                "{\"blocks\":" + result.blocks() + ",\"lines\":" + result.lines() + ",\"good\":"
                        + result.finding().isEmpty() + "}");
        out.println(new Text(
                        "已读 " + result.blocks() + " 个区块、" + result.lines() + " 行",
                        result.blocks() + " blocks and " + result.lines() + " lines were read")
                .in(locale));
        if (result.finding().isPresent()) {
            throw new RefusedException(
                    new Refusal("ledger-broken", result.finding().get()));
        }
        out.println(new Text("台账完好", "the ledger fits together").in(locale));
    }
}
