package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.BatchState;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;

/** {@code chama:batches}. */
@Service
@Needs(Permission.BATCHES_READ)
@Command(scope = "chama", name = "batches", description = "批次,新的在前 / batches, newest first")
public final class Batches extends AskList {

    @Option(name = "--state", description = "状态,如 DEAD / a state, as DEAD")
    private String state = "";

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        Filter filter = new Filter(reach(), department(), dataset(), state(state, BatchState.class), Optional.empty());
        Listing<BatchView> page = there(desk).batches(filter, after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("批次", "Batch")
                .column("信息资源", "Dataset")
                .column("部门", "Department")
                .column("状态", "State")
                .column("位置", "Position")
                .column("行数", "Rows")
                .column("入库", "Stored")
                .column("重复", "Repeats")
                .column("不合格", "Rejected")
                .column("时间", "At")
                .column("原因", "Reason");
        for (BatchView batch : page.entries()) {
            sheet.row(
                    batch.id(),
                    batch.dataset(),
                    batch.department(),
                    batch.state(),
                    batch.position(),
                    batch.rows(),
                    batch.stored(),
                    batch.repeats(),
                    batch.rejected(),
                    batch.at(),
                    batch.reason());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
