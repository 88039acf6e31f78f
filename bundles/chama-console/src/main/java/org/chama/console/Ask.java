package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Anyone;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Needs;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.database.DatabaseException;
import org.chama.api.directory.Account;
import org.chama.api.directory.Directory;

/**
 * What all commands share: who asks and whether it may, by the {@link Needs} or {@link Anyone} of the command's class; the language
 * (Chinese unless asked otherwise); refusals as one line.
 */
abstract class Ask implements Action {

    static final String LANG = "--lang";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Refusal MUST_CHANGE = Refusal.of(
            "password-must-change",
            "首次登录须先用 chama:password 修改密码",
            "a first password must be changed first, by chama:password");

    @Option(name = LANG, description = "zh 或 en,缺省依会话的 LANG / zh or en, else by the session's LANG")
    private String lang = "";

    @Reference
    private Session session;

    @Reference(optional = true)
    private Access access;

    @Reference(optional = true)
    private Directory directory;

    private Caller caller = new Caller(Identity.NOBODY, new Origin(Origin.Channel.CONSOLE, "", ""));
    private Reach reach = Reach.NOWHERE;

    @Override
    public final Object execute() throws CommandException {
        try {
            admit();
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
        } catch (IOException e) {
            throw refused(
                    Refusal.of(
                            "file-failed",
                            "文件无法读写: " + e.getClass().getSimpleName(),
                            "the file cannot be read or written: "
                                    + e.getClass().getSimpleName()),
                    e);
        }
    }

    abstract void answer(PrintStream out, Locale locale) throws IOException;

    /** Services are optional: Karaf would hide every command of this bundle while one of them is away. */
    static <T> T there(T service) {
        if (service == null) {
            throw new RefusedException("not-ready", "平台尚未就绪,请稍后重试", "the platform is not ready; try again later");
        }
        return service;
    }

    /** Who asks. */
    final Caller caller() {
        return caller;
    }

    /** Where the permission of this command holds. */
    final Reach reach() {
        return reach;
    }

    final Session session() {
        return session;
    }

    final Directory directory() {
        return there(directory);
    }

    /** The role by which the caller may. */
    final Held require(Permission permission, String department, String about) {
        return there(access).require(caller, permission, department, about);
    }

    /** What the caller may read of what there is; else that is recorded, and it is as if it were not there. */
    final <T> T visible(
            Permission permission,
            Optional<T> found,
            Function<T, String> department,
            String about,
            RefusedException missing) {
        T there = found.orElseThrow(() -> missing);
        if (!reach.holds(department.apply(there))) {
            try {
                require(permission, department.apply(there), about);
            } catch (RefusedException e) {
                throw e.refusal().code().equals("forbidden") ? missing : e;
            }
        }
        return there;
    }

    /** The language asked for, empty for the session's. */
    String lang() {
        return lang;
    }

    private void admit() {
        Needs needs = getClass().getAnnotation(Needs.class);
        Optional<IdentityPrincipal> principal = SignedIn.principal();
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        caller = new Caller(
                principal.map(IdentityPrincipal::identity).map(this::now).orElse(Identity.NOBODY),
                new Origin(Origin.Channel.CONSOLE, "", HexFormat.of().formatHex(id)));
        if (needs == null) {
            if (getClass().getAnnotation(Anyone.class) == null) {
                throw new IllegalStateException(getClass() + " must say @Needs or @Anyone");
            }
            return;
        }
        Permission permission = needs.value();
        if (!caller.identity().isKnown()) {
            require(permission, "", "permission:" + permission);
            throw new RefusedException("not-signed-in", "请先登录控制台", "sign in to the console first");
        }
        if (permission == Permission.SESSION) {
            return;
        }
        if (principal.map(IdentityPrincipal::mustChange).orElse(true)) {
            there(access).turnedAway(caller, "permission:" + permission, MUST_CHANGE);
            throw new RefusedException(MUST_CHANGE);
        }
        reach = there(access).reach(caller, permission);
    }

    /** A person's roles as they are now, not as they were when the console was entered. */
    private Identity now(Identity entered) {
        if (entered.kind() != Identity.Kind.ACCOUNT) {
            return entered;
        }
        return directory()
                .account(entered.name())
                .filter(Account::enabled)
                .map(account -> new Identity(entered.kind(), entered.name(), account.held(), entered.method()))
                .orElse(Identity.NOBODY);
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
