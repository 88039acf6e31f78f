package org.chama.console;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:regions-export}. */
@Service
@Needs(Permission.REGIONS_READ)
@Command(
        scope = "chama",
        name = "regions-export",
        description = "将行政区划导出为 data/console 中的 CSV 文件 / write all regions to a CSV file in data/console")
public final class RegionExport extends ExportSheet {

    @Override
    Administration.Sheet kind() {
        return Administration.Sheet.REGIONS;
    }
}
