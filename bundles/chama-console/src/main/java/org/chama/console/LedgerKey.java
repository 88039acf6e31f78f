package org.chama.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Anyone;
import org.chama.api.crypto.Crypto;

/** {@code chama:ledger-key}. */
@Service
@Anyone(because = "whoever checks the ledger needs the public keys of its signer")
@Command(
        scope = "chama",
        name = "ledger-key",
        description = "台账签名者的全部公钥(PEM) / all public keys of the ledger's signer, as PEM")
public final class LedgerKey extends Ask {

    /** By which the ledger signs its blocks; every {@link org.chama.api.ledger.Ledger.Head} names it. */
    private static final String ALIAS = "ledger";

    @Reference(optional = true)
    private Crypto crypto;

    @Option(
            name = Secret.OUT,
            description = "写入 data/console 中的新文件,缺省显示在屏幕 / into a new file in data/console, else on the screen")
    private String file = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        String pem = pem(there(crypto));
        if (file.isEmpty()) {
            out.print(pem);
            return;
        }
        try (OutputStream into = LocalFile.create(file)) {
            into.write(pem.getBytes(StandardCharsets.UTF_8));
        }
        out.println(new Text("已写入文件", "the file is written").in(locale));
    }

    /** Oldest first, each behind a line that names it as the blocks do. */
    private static String pem(Crypto crypto) {
        List<Crypto.Key> keys =
                crypto.keys().stream().filter(key -> key.alias().equals(ALIAS)).toList();
        if (keys.isEmpty()) {
            throw new RefusedException("unknown-key", "台账尚未签名", "the ledger has not signed anything yet");
        }
        StringBuilder pem = new StringBuilder();
        for (Crypto.Key key : keys) {
            pem.append("# ")
                    .append(key.alias())
                    .append('/')
                    .append(key.version())
                    .append('\n');
            pem.append(crypto.publicKey(key.alias(), key.version()).strip()).append('\n');
        }
        return pem.toString();
    }
}
