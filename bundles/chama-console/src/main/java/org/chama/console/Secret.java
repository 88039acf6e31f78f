package org.chama.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.chama.api.Text;

/** A secret that is shown once: on the screen, or in a new file only its owner can read. */
final class Secret {

    static final String OUT = "--out";

    private Secret() {}

    /**
     * Has it made and shows it.
     *
     * @param file empty for the screen; opened before the secret is made, so that none is lost to a wrong name
     */
    static void show(PrintStream out, Locale locale, String file, Supplier<String> making) throws IOException {
        if (file.isEmpty()) {
            out.println(making.get());
            out.println(new Text("以上内容只显示这一次,请立即妥善保存。", "This is shown once only: keep it in a safe place now.")
                    .in(locale));
            return;
        }
        try (OutputStream into = LocalFile.create(file)) {
            into.write((making.get() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.println(
                new Text("已写入文件,仅属主可读;内容不会再次显示。", "It is in the file, for its owner to read; it is not shown again.")
                        .in(locale));
    }
}
