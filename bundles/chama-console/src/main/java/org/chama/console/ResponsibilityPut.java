package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;

/** {@code chama:responsibility}. */
@Service
@Needs(Permission.RESPONSIBILITIES_CHANGE)
@Command(scope = "chama", name = "responsibility", description = "指定一个环节的责任单位与责任人 / say who answers for a stage")
public final class ResponsibilityPut extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) {

        Stage stage = Ids.word("stage", word(1), Stage.class).orElseThrow();
        there(administration).put(caller(), new Responsibility(id(), stage, word(2), word(3)));
        out.println(new Text("已指定", "done").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("dataset", "stage", "department", "account");
    }
}
