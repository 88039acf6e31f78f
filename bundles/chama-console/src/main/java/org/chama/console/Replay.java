package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.batch.BatchId;
import org.chama.api.desk.Desk;

/** {@code chama:replay}. */
@Service
@Needs(Permission.BATCHES_REPLAY)
@Command(scope = "chama", name = "replay", description = "重投一个死信批次 / put a dead batch back into its queue")
public final class Replay extends Repair {

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        BatchId id = Ids.batch(id());
        there(desk).replay(id, caller(), reason());
        out.println(new Text("批次 " + id + " 已重投", "batch " + id + " is back in its queue").in(locale));
    }
}
