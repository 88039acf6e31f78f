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

/** {@code chama:account-reset}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-reset", description = "重置账号的密码 / give an account a new first password")
public final class AccountReset extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Option(
            name = Secret.OUT,
            description =
                    "写入 data/console 中的新文件(仅属主可读),缺省显示在屏幕 / into a new file in data/console for its owner only, else on the screen")
    private String file = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        String account = id();
        Administration there = there(administration);
        Secret.show(out, locale, option(Secret.OUT, file), () -> there.resetPassword(caller(), account));
    }

    @Override
    List<String> names() {
        return List.of("account");
    }

    @Override
    List<String> options() {
        return List.of(Secret.OUT, LANG);
    }
}
