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
import org.chama.api.directory.Administration;
import org.chama.api.directory.Administration.RegionFilter;
import org.chama.api.directory.Region;

/** {@code chama:regions}. */
@Service
@Needs(Permission.REGIONS_READ)
@Command(scope = "chama", name = "regions", description = "行政区划 / administrative divisions")
public final class RegionList extends AskPage {

    @Reference(optional = true)
    private Administration administration;

    @Option(name = "--superior", description = "上级代码 / code of the division above")
    private String superior = "";

    @Option(name = "--level", description = "PROVINCE、PREFECTURE 或 COUNTY / PROVINCE, PREFECTURE or COUNTY")
    private String level = "";

    @Option(name = "--valid-on", description = "在此日有效 / valid on this day")
    private String validOn = "";

    @Override
    void answer(PrintStream out, Locale locale) {

        RegionFilter filter =
                new RegionFilter(given(superior), Ids.word("--level", level, Region.Level.class), Ids.day(validOn));
        Listing<Region> page = there(administration).regions(caller(), filter, after(), limit());
        Sheet sheet = new Sheet(locale)
                .column("代码", "Code")
                .column("名称", "Name")
                .column("级别", "Level")
                .column("上级", "Superior")
                .column("自", "From")
                .column("至", "Until");
        for (Region region : page.entries()) {
            sheet.row(region.code(), region.name(), region.level(), region.superior(), region.from(), region.until());
        }
        sheet.print(out);
        printNext(out, locale, page);
    }
}
