package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Option;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.desk.Listing;

/** What commands share that show a page of a list. */
abstract class AskPage extends Ask {

    private static final int MOST = 1_000;

    @Option(name = "--limit", description = "行数,1 至 1000 / rows, 1 to 1000")
    private String limit = "50";

    @Option(name = "--after", description = "上一页给出的标记 / token of the former page")
    private String after = "";

    final Optional<String> after() {
        return given(after);
    }

    final int limit() {
        long rows = Ids.digits(limit) ? Long.parseLong(limit) : 0;
        if (rows < 1 || rows > MOST) {
            throw new RefusedException("wrong-limit", "--limit 应为 1 至 " + MOST, "--limit must be from 1 to " + MOST);
        }
        return (int) rows;
    }

    static <E extends Enum<E>> Optional<String> state(String value, Class<E> states) {
        return Ids.word("--state", value, states).map(Enum::name);
    }

    static void printNext(PrintStream out, Locale locale, Listing<?> page) {
        if (page.next().isPresent()) {
            out.println(new Text("下一页: --after ", "next page: --after ").in(locale)
                    + Sheet.clean(page.next().get()));
        }
    }

    static Optional<String> given(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
