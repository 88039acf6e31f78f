package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Trace;
import org.chama.api.ledger.Line;

/** {@code chama:trace}. */
@Service
@Needs(Permission.BATCHES_READ)
@Command(scope = "chama", name = "trace", description = "溯源: 一个批次的来龙去脉 / the path of one batch")
public final class TraceBatch extends AskOne {

    @Reference(optional = true)
    private Desk desk;

    @Override
    void answer(PrintStream out, Locale locale) {
        Trace trace = visible(
                Permission.BATCHES_READ,
                there(desk).trace(Ids.batch(id())),
                found -> found.batch().department(),
                "batch:" + id(),
                new RefusedException("unknown-batch", "没有此编号的批次", "there is no batch with this id"));
        ArrivalView arrival = trace.arrival();
        BatchView part = trace.batch();
        new Sheet(locale)
                .column("到件", "Arrival")
                .column("来源", "Source")
                .column("连接器", "Connector")
                .column("状态", "State")
                .column("登记时间", "Claimed")
                .row(arrival.number(), arrival.source(), arrival.connector(), arrival.state(), arrival.claimed())
                .print(out);
        out.println();
        new Sheet(locale)
                .column("批次", "Batch")
                .column("信息资源", "Dataset")
                .column("记录", "Records")
                .column("状态", "State")
                .column("位置", "Position")
                .column("入库", "Stored")
                .column("原因", "Reason")
                .row(
                        part.id(),
                        part.dataset(),
                        part.firstRecord() + "-" + part.lastRecord(),
                        part.state(),
                        part.position(),
                        part.stored(),
                        part.reason())
                .print(out);
        out.println();
        Sheet releases = new Sheet(locale)
                .column("去向", "Stage")
                .column("位置", "Position")
                .column("行数", "Rows")
                .column("策略及版本", "Policies and versions")
                .column("时间", "At");
        for (Trace.Release release : trace.releases()) {
            releases.row(release.stage(), release.position(), release.rows(), release.policies(), release.at());
        }
        releases.print(out);
        out.println();
        Sheet lines = new Sheet(locale)
                .column("台账时间", "Ledger at")
                .column("执行者", "Actor")
                .column("事件", "Kind")
                .column("对象", "About")
                .column("详情", "Detail");
        for (Line line : trace.lines()) {
            lines.row(line.at(), line.actor().name(), line.kind(), line.about(), line.detail());
        }
        lines.print(out);
    }
}
