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

/** {@code chama:refuse}. */
@Service
@Needs(Permission.ARRIVALS_DECIDE)
@Command(scope = "chama", name = "refuse", description = "拒收一个暂存的到件,转入隔离区 / put a held arrival into quarantine")
public final class RefuseArrival extends Repair {

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        long arrival = Ids.arrival(id());
        there(desk).decide(arrival, false, caller(), reason());
        out.println(new Text("到件 " + arrival + " 已拒收", "arrival " + arrival + " is refused").in(locale));
    }
}
