package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:account-create}. */
@Service
@Needs(Permission.ACCOUNTS_CHANGE)
@Command(scope = "chama", name = "account-create", description = "新建账号并给出首次密码 / make an account and its first password")
public final class AccountCreate extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--person", description = "姓名 / name of the person")
    private String person = "";

    @Option(name = "--role", description = "角色,如 OPERATOR / a role, as OPERATOR")
    private String role = "";

    @Option(name = "--department", description = "角色所在部门 / department of the role")
    private String department = "";

    @Option(
            name = Secret.OUT,
            description =
                    "写入 data/console 中的新文件(仅属主可读),缺省显示在屏幕 / into a new file in data/console for its owner only, else on the screen")
    private String file = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        String account = id();
        String name = needed("--person", person);
        Set<Held> held = option("--role", role).isEmpty()
                ? Set.of()
                : Set.of(Roles.held(option("--role", role), option("--department", department)));
        Administration there = there(administration);
        Secret.show(out, locale, option(Secret.OUT, file), () -> there.create(caller(), account, name, held));
    }

    @Override
    List<String> names() {
        return List.of("account");
    }

    @Override
    List<String> options() {
        return List.of("--person", "--role", "--department", Secret.OUT, LANG);
    }
}
