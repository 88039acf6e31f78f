package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.desk.Listing;
import org.chama.api.notices.Alarms;
import org.chama.api.notices.Alarms.Alarm;

/** {@code chama:alarms}. */
@Service
@Needs(Permission.ALARMS_READ)
@Command(scope = "chama", name = "alarms", description = "告警,新的在前 / alarms, newest first")
public final class AlarmList extends AskPage {

    @Reference(optional = true)
    private Alarms alarms;

    @Option(name = "--department", description = "政务部门短标识 / short id of a department")
    private String department = "";

    @Option(name = "--ended", description = "true 则含已解除的 / true for those too that have ended")
    private String ended = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        Listing<Alarm> page = there(alarms).list(reach(), given(department), !ended.equals("true"), after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("编号", "Number")
                .column("部门", "Department")
                .column("内容", "Text")
                .column("自", "Since")
                .column("解除", "Ended")
                .column("次数", "Times");
        for (Alarm alarm : page.entries()) {
            sheet.row(alarm.number(), alarm.department(), alarm.text(), alarm.since(), alarm.ended(), alarm.times());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
