package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:client-secret}. */
@Service
@Needs(Permission.CLIENTS_CHANGE)
@Command(scope = "chama", name = "client-secret", description = "签发接入系统的密钥 / issue a secret to a client")
public final class ClientSecret extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Option(
            name = "--until",
            description = "有效期至,如 2027-01-01T00:00:00+08:00 / valid until, as 2027-01-01T00:00:00+08:00")
    private String until = "";

    @Option(
            name = Secret.OUT,
            description =
                    "写入 data/console 中的新文件(仅属主可读),缺省显示在屏幕 / into a new file in data/console for its owner only, else on the screen")
    private String file = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        String client = id();
        Administration there = there(administration);
        Secret.show(out, locale, option(Secret.OUT, file), () -> there.issueSecret(
                        caller(), client, Ids.moment(option("--until", until)))
                .secret());
    }

    @Override
    List<String> names() {
        return List.of("client");
    }

    @Override
    List<String> options() {
        return List.of("--until", Secret.OUT, LANG);
    }
}
