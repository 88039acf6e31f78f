package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Held;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms;
import org.chama.api.notices.Alarms.Alarm;

/** {@code chama:alarm-clear}. */
@Service
@Needs(Permission.ALARMS_CLEAR)
@Command(scope = "chama", name = "alarm-clear", description = "解除一个告警 / end an alarm")
public final class AlarmClear extends AskOne {

    @Reference(optional = true)
    private Alarms alarms;

    @Reference(optional = true)
    private Ledger ledger;

    @Reference(optional = true)
    private Database database;

    @Override
    void answer(PrintStream out, Locale locale) {

        long number = Ids.number(id());
        RefusedException missing =
                new RefusedException("unknown-alarm", "没有此编号的未解除告警", "there is no standing alarm with this number");
        Alarm alarm = visible(
                Permission.ALARMS_CLEAR, there(alarms).standing(number), Alarm::department, "alarm:" + number, missing);
        Held held = require(Permission.ALARMS_CLEAR, alarm.department(), "alarm:" + number);
        Ledger recording = there(ledger);
        there(database).write(transaction -> {
            alarms.clear(transaction, alarm.key());
            Recording.line(transaction, recording, caller(), held, "alarm-cleared", "alarm:" + number, "{}");
            return null;
        });
        out.println(new Text("告警已解除", "the alarm has ended").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("number");
    }
}
