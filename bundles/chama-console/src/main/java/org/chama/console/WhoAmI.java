package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Anyone;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;

/** {@code chama:whoami}. */
@Service
@Anyone(because = "it tells a person about himself only")
@Command(scope = "chama", name = "whoami", description = "我是谁,有哪些角色 / who I am and in which roles")
public final class WhoAmI extends Ask {

    @Override
    void answer(PrintStream out, Locale locale) {

        Identity identity = caller().identity();
        if (!identity.isKnown()) {
            out.println(new Text("尚未登录", "nobody is signed in").in(locale));
            return;
        }
        out.println(identity.actor());
        Sheet sheet =
                new Sheet(locale).column("角色", "Role").column("名称", "Title").column("部门", "Department");
        for (Held held : identity.held()) {
            sheet.row(held.role(), held.role().title(), held.department());
        }
        sheet.print(out);
    }
}
