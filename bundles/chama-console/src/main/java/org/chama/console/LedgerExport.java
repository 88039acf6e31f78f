package org.chama.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.ledger.Ledger;

/** {@code chama:ledger-export}. */
@Service
@Needs(Permission.LEDGER_EXPORT)
@Command(
        scope = "chama",
        name = "ledger-export",
        description = "将台账导出到 data/console 中的新文件 / write the ledger to a new file in data/console")
public final class LedgerExport extends AskOne {

    @Reference(optional = true)
    private Ledger ledger;

    @Reference(optional = true)
    private Database database;

    @Option(name = "--from", description = "起始区块,缺省 1 / first block, else 1")
    private String from = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        String first = option("--from", from);
        long block = first.isEmpty() ? 1 : Ids.number(first);
        Held held = require(Permission.LEDGER_EXPORT, "", "ledger");
        Ledger exported = there(ledger);
        Database recording = there(database);
        try (OutputStream into = LocalFile.create(id())) {
            Recording.line(
                    recording, exported, caller(), held, "ledger-exported", "ledger", "{\"from\":" + block + "}");
            exported.export(block, into);
        }
        out.println(new Text("已写入文件", "the file is written").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("file");
    }

    @Override
    List<String> options() {
        return List.of("--from", LANG);
    }
}
