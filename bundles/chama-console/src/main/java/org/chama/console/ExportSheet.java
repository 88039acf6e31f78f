package org.chama.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.chama.api.Text;
import org.chama.api.directory.Administration;

/** What commands share that write a CSV file. */
abstract class ExportSheet extends AskOne {

    @Reference(optional = true)
    private Administration administration;

    abstract Administration.Sheet kind();

    @Override
    final List<String> names() {
        return List.of("file");
    }

    @Override
    final void answer(PrintStream out, Locale locale) throws IOException {
        Administration from = there(administration);
        try (OutputStream into = LocalFile.create(id())) {
            from.exportCsv(caller(), kind(), into);
        }
        out.println(new Text("已写入文件", "the file is written").in(locale));
    }
}
