package org.chama.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.store.Job;
import org.chama.api.store.Store;

/** {@code chama:jobs}. */
@Service
@Needs(Permission.KEYS_READ)
@Command(scope = "chama", name = "jobs", description = "加密信息项的重写进度 / how far the rewriting of encrypted items has come")
public final class Jobs extends Ask {

    @Reference(optional = true)
    private Store store;

    @Override
    void answer(PrintStream out, Locale locale) {
        print(there(store).jobs(), out, locale);
    }

    static void print(List<Job> jobs, PrintStream out, Locale locale) {
        Sheet sheet = new Sheet(locale)
                .column("信息资源", "Dataset")
                .column("原因", "Purpose")
                .column("已处理", "Done")
                .column("总行数", "Total")
                .column("开始", "Begun")
                .column("结束", "Ended");
        for (Job job : jobs) {
            sheet.row(job.dataset(), job.purpose(), job.done(), job.total(), job.begun(), job.ended());
        }
        sheet.print(out);
    }
}
