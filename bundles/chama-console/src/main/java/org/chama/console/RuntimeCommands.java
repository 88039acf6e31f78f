package org.chama.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.chama.api.access.Access;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a line in the ledger for every command of the runtime that somebody who signed in begins, and one more when it is refused; its
 * arguments are never written. Commands of ours leave lines of their own. While the database is away commands go on, with a warning in
 * the log: that is when operators need them.
 */
@Component
public final class RuntimeCommands implements CommandSessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeCommands.class);

    private final Access access;
    private final Ledger ledger;
    private final Database database;

    @Activate
    public RuntimeCommands(@Reference Access access, @Reference Ledger ledger, @Reference Database database) {
        this.access = access;
        this.ledger = ledger;
        this.database = database;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        record("console-command", line);
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception exception) {
        if (exception instanceof SecurityException
                || exception.getClass().getSimpleName().equals("CommandNotFoundException")) {
            record("console-command-refused", line);
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {
        // it was recorded when it began
    }

    private void record(String kind, CharSequence line) {
        Optional<IdentityPrincipal> who = SignedIn.principal();
        if (who.isEmpty()) {
            return;
        }
        CommandNames found = CommandNames.in(line);
        Set<String> names = found.names();
        if (names.isEmpty() || isOwnScript(line.toString())) {
            return;
        }
        Actor actor = actor(who.get().identity());
        List<Ledger.Entry> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(new Ledger.Entry(actor, kind, "command:" + name, "{}"));
        }
        if (found.more() > 0) {
            entries.add(new Ledger.Entry(
                    actor, kind, "command:" + CommandNames.UNKNOWN, "{\"count\":" + found.more() + "}"));
        }
        try {
            database.write(transaction -> {
                ledger.append(transaction, entries);
                return null;
            });
        } catch (DatabaseException e) {
            LOG.warn("{} of {} are not in the ledger: the database is away. 数据库不可用, 命令未记入台账。", names, actor.name());
        }
    }

    private Actor actor(Identity identity) {
        Optional<Held> held = identity.held().stream()
                .filter(each -> access.may(identity, Permission.RUNTIME, each.department()))
                .findFirst();
        return new Actor(
                identity.actor(),
                held.map(Held::department).orElse(""),
                held.map(each -> each.role().name()).orElse(""),
                "console",
                "");
    }

    /** Whether it is a script the shell runs by itself when a session begins. */
    private static boolean isOwnScript(String text) {
        Path etc = Path.of(System.getProperty("karaf.etc", "etc"));
        return text.indexOf('\n') >= 0 && (holds(etc, text) || holds(etc.resolve("scripts"), text));
    }

    private static boolean holds(Path folder, String text) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> scripts = Files.newDirectoryStream(folder, "*.script")) {
            for (Path script : scripts) {
                if (Files.readString(script).strip().equals(text.strip())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            LOG.debug("a script of the shell cannot be read: {}", e.getClass().getName());
            return false;
        }
    }
}
