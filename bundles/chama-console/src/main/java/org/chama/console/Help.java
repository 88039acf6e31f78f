package org.chama.console;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Anyone;

/** {@code chama:help}. */
@Service
@Anyone(because = "what commands there are holds nothing of anybody")
@Command(scope = "chama", name = "help", description = "平台的全部命令 / all commands of the platform")
public final class Help extends Ask {

    private static final String SCOPE = "chama";

    /** Between the two languages of a description. */
    private static final String AND = " / ";

    @Override
    void answer(PrintStream out, Locale locale) {
        Sheet sheet = new Sheet(locale).column("命令", "Command").column("说明", "What it does");
        session().getRegistry().getCommands().stream()
                .filter(command -> command.getScope().equals(SCOPE))
                .sorted(Comparator.comparing(org.apache.karaf.shell.api.console.Command::getName))
                .forEach(command -> sheet.row(
                        SCOPE + ":" + command.getName(),
                        description(command.getDescription()).in(locale)));
        sheet.print(out);
        out.println(new Text("一条命令的参数: 命令 --help", "the arguments of one: command --help").in(locale));
    }

    private static Text description(String both) {
        int and = both.indexOf(AND);
        return and < 0 ? new Text(both, both) : new Text(both.substring(0, and), both.substring(and + AND.length()));
    }
}
