package org.chama.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Administration.Imported;
import org.chama.api.directory.Administration.LineRefusal;

/** What commands share that take a CSV file in: all lines or none. */
abstract class ImportSheet extends AskOne {

    private static final int LARGEST = 8 << 20;

    @Reference(optional = true)
    private Administration administration;

    abstract Administration.Sheet kind();

    @Override
    final List<String> names() {
        return List.of("file");
    }

    @Override
    final void answer(PrintStream out, Locale locale) throws IOException {
        byte[] csv = LocalFile.read(id(), LARGEST);
        Imported imported = there(administration).importCsv(caller(), kind(), new ByteArrayInputStream(csv));
        if (!imported.refused().isEmpty()) {
            Sheet sheet = new Sheet(locale).column("行", "Line").column("原因", "Reason");
            for (LineRefusal line : imported.refused()) {
                sheet.row(line.line(), line.refusal());
            }
            sheet.print(out);
            throw new RefusedException(
                    "wrong-lines",
                    "有 " + imported.refused().size() + " 行不正确,未作任何修改",
                    imported.refused().size() + " lines are wrong; nothing was changed");
        }
        out.println(new Text(
                        "新增 " + imported.added() + ",修改 " + imported.changed() + ",未变 " + imported.same(),
                        imported.added() + " added, " + imported.changed() + " changed, " + imported.same()
                                + " the same")
                .in(locale));
    }
}
