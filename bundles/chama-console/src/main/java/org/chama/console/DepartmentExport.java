package org.chama.console;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:departments-export}. */
@Service
@Needs(Permission.DEPARTMENTS_READ)
@Command(
        scope = "chama",
        name = "departments-export",
        description = "将政务部门导出为 data/console 中的 CSV 文件 / write all departments to a CSV file in data/console")
public final class DepartmentExport extends ExportSheet {

    @Override
    Administration.Sheet kind() {
        return Administration.Sheet.DEPARTMENTS;
    }
}
