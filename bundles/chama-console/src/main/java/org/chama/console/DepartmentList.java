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
import org.chama.api.desk.Listing;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Administration.DepartmentFilter;
import org.chama.api.directory.Department;

/** {@code chama:departments}. */
@Service
@Needs(Permission.DEPARTMENTS_READ)
@Command(scope = "chama", name = "departments", description = "政务部门 / departments")
public final class DepartmentList extends AskPage {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--region", description = "行政区划代码 / code of a division")
    private String region = "";

    @Option(
            name = "--kind",
            description = "GOVERNMENT、AUTHORISED 或 PUBLIC_UTILITY / GOVERNMENT, AUTHORISED or PUBLIC_UTILITY")
    private String kind = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        DepartmentFilter filter = new DepartmentFilter(
                given(region), Ids.word("--kind", kind, Department.Kind.class), Optional.empty(), Optional.empty());
        Listing<Department> page = there(administration).departments(caller(), filter, after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("标识", "Id")
                .column("信用代码", "Credit code")
                .column("名称", "Name")
                .column("类别", "Kind")
                .column("行政区划", "Region")
                .column("上级", "Superior")
                .column("主管部门", "Authority")
                .column("存续", "Open")
                .column("版本", "Version");
        for (Department department : page.entries()) {
            sheet.row(
                    department.id(),
                    department.creditCode(),
                    department.name(),
                    department.kind(),
                    department.region(),
                    department.superior(),
                    department.authority(),
                    department.open(),
                    department.version());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
