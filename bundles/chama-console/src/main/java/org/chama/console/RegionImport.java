package org.chama.console;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:regions-import}. */
@Service
@Needs(Permission.REGIONS_CHANGE)
@Command(
        scope = "chama",
        name = "regions-import",
        description = "由 data/console 中的 CSV 文件导入行政区划 / take regions in from a CSV file in data/console")
public final class RegionImport extends ImportSheet {

    @Override
    Administration.Sheet kind() {
        return Administration.Sheet.REGIONS;
    }
}
