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
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;

/** {@code chama:arrivals}. */
@Service
@Needs(Permission.ARRIVALS_READ)
@Command(scope = "chama", name = "arrivals", description = "到件,新的在前 / arrivals, newest first")
public final class Arrivals extends AskList {

    @Option(name = "--state", description = "状态,如 HELD / a state, as HELD")
    private String state = "";

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        Filter filter =
                new Filter(reach(), department(), dataset(), state(state, ArrivalState.class), Optional.empty());
        Listing<ArrivalView> page = there(desk).arrivals(filter, after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("编号", "Number")
                .column("信息资源", "Dataset")
                .column("部门", "Department")
                .column("来源", "Source")
                .column("状态", "State")
                .column("记录", "Records")
                .column("入口拒收", "Refused")
                .column("入库", "Stored")
                .column("重复", "Repeats")
                .column("不合格", "Rejected")
                .column("批次", "Batches")
                .column("登记时间", "Claimed")
                .column("原因", "Reason");
        for (ArrivalView arrival : page.entries()) {
            sheet.row(
                    arrival.number(),
                    arrival.dataset(),
                    arrival.department(),
                    arrival.source(),
                    arrival.state(),
                    arrival.records(),
                    arrival.refused(),
                    arrival.stored(),
                    arrival.repeats(),
                    arrival.rejected(),
                    arrival.batchesStored() + "/" + arrival.batches()
                            + (arrival.batchesDead() == 0 ? "" : " †" + arrival.batchesDead()),
                    arrival.claimed(),
                    arrival.refusal());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
