package org.chama.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;

/** Karaf's own shell without a node: commands are typed as an operator types them. */
final class Terminal {

    private static final List<Class<?>> COMMANDS = List.of(
            Arrivals.class,
            Batches.class,
            ConnectorList.class,
            DatasetList.class,
            Quarantine.class,
            RefuseArrival.class,
            Releases.class,
            Replay.class,
            TakeArrival.class,
            TraceBatch.class);

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

    /** What a command prints to someone whose LANG is this. */
    String type(String lang, String line) throws Exception {
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
