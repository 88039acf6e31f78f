package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.ledger.Ledger;

/** {@code chama:key-rotate}. */
@Service
@Needs(Permission.KEYS_CHANGE)
@Command(scope = "chama", name = "key-rotate", description = "生成一个密钥的下一版本 / make the next version of a key")
public final class KeyRotate extends AskOne {

    @Reference(optional = true)
    private Crypto crypto;

    @Reference(optional = true)
    private Ledger ledger;

    @Reference(optional = true)
    private Database database;

    @Override
    void answer(PrintStream out, Locale locale) {

        String alias = id();
        if (there(crypto).keys().stream().noneMatch(key -> key.alias().equals(alias))) {
            throw new RefusedException("unknown-key", "没有此别名的密钥", "there is no key with this alias");
        }
        Held held = require(Permission.KEYS_CHANGE, "", "key:" + alias);
        Ledger recording = there(ledger);
        Database transactions = there(database);
        Recording.line(transactions, recording, caller(), held, "key-rotation-begun", "key:" + alias, "{}");
        Crypto.Key made = crypto.rotate(alias);
        Recording.line(
                transactions,
                recording,
                caller(),
                held,
                "key-rotated",
                "key:" + alias,
                "{\"version\":" + made.version() + "}");
        out.println(new Text("新版本为 " + made.version(), "the new version is " + made.version()).in(locale));
    }

    @Override
    List<String> names() {
        return List.of("alias");
    }
}
