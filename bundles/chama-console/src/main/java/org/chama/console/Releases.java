package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.Desk;
import org.chama.api.desk.ReleaseView;

/** {@code chama:releases}. */
@Service
@Needs(Permission.RELEASES_READ)
@Command(scope = "chama", name = "releases", description = "开放副本的进度 / how far the open copies have come")
public final class Releases extends Ask {

    @Reference(optional = true)
    private Desk desk;

    @Reference(optional = true)
    private Datasets datasets;

    @Override
    void answer(PrintStream out, Locale locale) {
        Sheet sheet = new Sheet(locale)
                .column("信息资源", "Dataset")
                .column("已到", "Position")
                .column("共有", "Head")
                .column("等待原因", "Waits for")
                .column("起始", "Since");
        for (ReleaseView release : there(desk).releases()) {
            if (Ids.reaches(reach(), datasets, release.dataset())) {
                sheet.row(release.dataset(), release.position(), release.head(), release.waiting(), release.since());
            }
        }
        sheet.print(out);
    }
}
