package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.crypto.Crypto;

/** {@code chama:keys}. */
@Service
@Needs(Permission.KEYS_READ)
@Command(scope = "chama", name = "keys", description = "密钥的别名与版本 / keys by alias and version")
public final class KeyList extends Ask {

    @Reference(optional = true)
    private Crypto crypto;

    @Override
    void answer(PrintStream out, Locale locale) {

        Sheet sheet = new Sheet(locale)
                .column("别名", "Alias")
                .column("版本", "Version")
                .column("算法", "Algorithm")
                .column("生成时间", "Made");
        for (Crypto.Key key : there(crypto).keys()) {
            sheet.row(key.alias(), key.version(), key.algorithm(), key.made());
        }
        sheet.print(out);
    }
}
