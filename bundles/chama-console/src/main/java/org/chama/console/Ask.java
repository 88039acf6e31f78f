package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.database.DatabaseException;

/** What all commands share: the language (Chinese unless asked otherwise) and refusals as one line. */
abstract class Ask implements Action {

    static final String LANG = "--lang";

    @Option(name = LANG, description = "zh 或 en,缺省依会话的 LANG / zh or en, else by the session's LANG")
    private String lang = "";

    @Reference
    private Session session;

    @Override
    public final Object execute() throws CommandException {
        try {
            answer(session.getConsole(), locale());
            return null;
        } catch (RefusedException e) {
            throw refused(e.refusal(), e);
        } catch (DatabaseException e) {
            throw refused(
                    Refusal.of(
                            "database-" + e.kind().name().toLowerCase(Locale.ROOT),
                            "数据库没有完成操作,请稍后重试",
                            "the database did not do it; try again later"),
                    e);
        }
    }

    abstract void answer(PrintStream out, Locale locale);

    /** Services are optional: Karaf would hide every command of this bundle while one of them is away. */
    static <T> T there(T service) {
        if (service == null) {
            throw new RefusedException("not-ready", "平台尚未就绪,请稍后重试", "the platform is not ready; try again later");
        }
        return service;
    }

    /** Who asks, for the ledger. */
    final String actor() {
        Object user = session.get("USER");
        return "console:" + (user == null ? "local" : user);
    }

    /** The language asked for, empty for the session's. */
    String lang() {
        return lang;
    }

    private Locale locale() {
        Object asked = lang().isEmpty() ? session.get("LANG") : lang();
        return asked != null && asked.toString().startsWith("en") ? Locale.ENGLISH : Locale.CHINA;
    }

    private CommandException refused(Refusal refusal, Exception cause) {
        String line = Sheet.clean(Sheet.text(refusal, locale()));
        return new CommandException(line, line, cause);
    }
}
