package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;

/** {@code chama:reencrypt}. */
@Service
@Needs(Permission.KEYS_CHANGE)
@Command(
        scope = "chama",
        name = "reencrypt",
        description = "用密钥的最新版本重写信息资源的加密信息项 / rewrite a dataset's encrypted items with the newest key version")
public final class Reencrypt extends AskOne {

    @Reference(optional = true)
    private Store store;

    @Reference(optional = true)
    private Datasets datasets;

    @Reference(optional = true)
    private Ledger ledger;

    @Reference(optional = true)
    private Database database;

    @Override
    void answer(PrintStream out, Locale locale) {

        String id = id();
        Store rewriting = there(store);
        Dataset dataset = there(datasets)
                .find(id)
                .orElseThrow(() -> new RefusedException("unknown-dataset", "没有此信息资源", "there is no such dataset"));
        Held held = require(Permission.KEYS_CHANGE, dataset.department(), "dataset:" + id);
        Recording.line(there(database), there(ledger), caller(), held, "reencryption-ordered", "dataset:" + id, "{}");
        Jobs.print(List.of(rewriting.reencrypt(dataset)), out, locale);
    }

    @Override
    List<String> names() {
        return List.of("dataset");
    }
}
