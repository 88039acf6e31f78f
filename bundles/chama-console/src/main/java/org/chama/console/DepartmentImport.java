package org.chama.console;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:departments-import}. */
@Service
@Needs(Permission.DEPARTMENTS_CHANGE)
@Command(
        scope = "chama",
        name = "departments-import",
        description = "由 data/console 中的 CSV 文件导入政务部门 / take departments in from a CSV file in data/console")
public final class DepartmentImport extends ImportSheet {

    @Override
    Administration.Sheet kind() {
        return Administration.Sheet.DEPARTMENTS;
    }
}
