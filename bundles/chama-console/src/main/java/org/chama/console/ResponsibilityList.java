package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Responsibility;

/** {@code chama:responsibilities}. */
@Service
@Needs(Permission.RESPONSIBILITIES_READ)
@Command(
        scope = "chama",
        name = "responsibilities",
        description = "信息资源各环节的责任单位与责任人 / who answers for the stages of a dataset")
public final class ResponsibilityList extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    @Reference(optional = true)
    private Datasets datasets;

    @Override
    void answer(PrintStream out, Locale locale) {

        Dataset dataset = visible(
                Permission.RESPONSIBILITIES_READ,
                there(datasets).find(id()),
                Dataset::department,
                "dataset:" + id(),
                new RefusedException("unknown-dataset", "没有此标识的信息资源", "there is no dataset with this id"));
        Sheet sheet = new Sheet(locale)
                .column("环节", "Stage")
                .column("名称", "Title")
                .column("部门", "Department")
                .column("账号", "Account");
        for (Responsibility each : there(administration).responsibilities(caller(), dataset.id())) {
            sheet.row(each.stage(), each.stage().title(), each.department(), each.account());
        }
        sheet.print(out);
    }

    @Override
    List<String> names() {
        return List.of("dataset");
    }
}
