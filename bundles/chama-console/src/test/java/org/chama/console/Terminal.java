package org.chama.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Role;

/** Karaf's own shell without a node: commands are typed as an operator types them. */
final class Terminal {

    /** Every command of this bundle. */
    static final List<Class<?>> COMMANDS = commands();

    /** It takes System.out over: one for all. */
    private static final ThreadIOImpl THREADS = new ThreadIOImpl();

    static {
        THREADS.start();
    }

    private final SessionFactoryImpl shell;

    Terminal(Object... services) {
        shell = new SessionFactoryImpl(THREADS);
        for (Object service : services) {
            shell.getRegistry().register(service);
        }
        ManagerImpl manager = new ManagerImpl(shell.getRegistry(), shell.getRegistry());
        COMMANDS.forEach(manager::register);
    }

    private static List<Class<?>> commands() {
        try {
            Path classes = Path.of(Ask.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve("org/chama/console");
            List<Class<?>> commands = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
                for (Path file : files) {
                    String name = file.getFileName().toString().replace(".class", "");
                    Class<?> type = Class.forName("org.chama.console." + name);
                    if (type.isAnnotationPresent(Command.class)) {
                        commands.add(type);
                    }
                }
            }
            return commands;
        } catch (URISyntaxException | IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a command prints to {@code all}, whose LANG is this. */
    String type(String lang, String line) throws Exception {
        return type(Optional.of(person("all")), lang, line);
    }

    static IdentityPrincipal person(String name) {
        Set<Held> held = Set.of(new Held(Role.OPERATOR, "police"));
        return new IdentityPrincipal(new Identity(Identity.Kind.ACCOUNT, name, held, "password"), name.equals("first"));
    }

    /** What a command prints to somebody who signed in, or to nobody. */
    String type(Optional<IdentityPrincipal> who, String lang, String line) throws Exception {
        Subject subject = new Subject();
        who.ifPresent(subject.getPrincipals()::add);
        try {
            return Subject.doAs(subject, (PrivilegedExceptionAction<String>) () -> run(lang, line));
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private String run(String lang, String line) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Session session = shell.create(new ByteArrayInputStream(new byte[0]), out, out);
        session.put("LANG", lang);
        session.put("USER", "karaf");
        session.execute(line);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
