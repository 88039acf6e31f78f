package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;

/** {@code chama:datasets}. */
@Service
@Needs(Permission.DATASETS_READ)
@Command(scope = "chama", name = "datasets", description = "信息资源 / datasets")
public final class DatasetList extends Ask {

    @Option(name = "--department", description = "政务部门短标识 / short id of a department")
    private String department = "";

    @Reference(optional = true)
    private Datasets datasets;

    @Override
    void answer(PrintStream out, Locale locale) {
        Sheet sheet = new Sheet(locale)
                .column("标识", "Id")
                .column("版本", "Version")
                .column("代码", "Code")
                .column("名称", "Title")
                .column("部门", "Department")
                .column("信息项", "Items")
                .column("写入方式", "Write mode")
                .column("共享属性", "Share type")
                .column("开放属性", "Open type");
        for (Dataset dataset : there(datasets).all()) {
            if (reach().holds(dataset.department())
                    && (department.isEmpty() || department.equals(dataset.department()))) {
                sheet.row(
                        dataset.id(),
                        dataset.version(),
                        dataset.code(),
                        dataset.title(),
                        dataset.department(),
                        dataset.items().size(),
                        dataset.writeMode(),
                        dataset.shareType(),
                        dataset.openType());
            }
        }
        sheet.print(out);
    }
}
