package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.Desk;

/** {@code chama:take}. */
@Service
@Needs(Permission.ARRIVALS_DECIDE)
@Command(scope = "chama", name = "take", description = "放行一个暂存的到件 / take a held arrival on")
public final class TakeArrival extends Repair {

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        long arrival = Ids.arrival(id());
        there(desk).decide(arrival, true, caller(), reason());
        out.println(new Text("到件 " + arrival + " 已放行", "arrival " + arrival + " is taken on").in(locale));
    }
}
