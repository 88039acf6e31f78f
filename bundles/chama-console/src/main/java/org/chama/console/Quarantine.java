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
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;
import org.chama.api.desk.QuarantinedRow;

/** {@code chama:quarantine}. */
@Service
@Needs(Permission.QUARANTINE_READ)
@Command(scope = "chama", name = "quarantine", description = "隔离区: 未入库的记录 / records that were not taken")
public final class Quarantine extends AskList {

    @Option(name = "--arrival", description = "到件编号 / number of an arrival")
    private String arrival = "";

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        Optional<Long> one = arrival.isEmpty() ? Optional.empty() : Optional.of(Ids.arrival(arrival));
        Listing<QuarantinedRow> page = there(desk)
                .quarantine(new Filter(reach(), department(), dataset(), Optional.empty(), one), after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("到件", "Arrival")
                .column("位置", "Position")
                .column("行", "Line")
                .column("信息资源", "Dataset")
                .column("环节", "Stage")
                .column("信息项", "Item")
                .column("原因", "Reason")
                .column("值(已遮蔽)", "Value (hidden)")
                .column("时间", "At");
        for (QuarantinedRow row : page.entries()) {
            sheet.row(
                    row.arrival(),
                    row.position(),
                    row.line(),
                    row.dataset(),
                    row.stage(),
                    row.item(),
                    row.refusal(),
                    row.masked(),
                    row.at());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
