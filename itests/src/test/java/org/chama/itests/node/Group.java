package org.chama.itests.node;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process started here, in a process group of its own, and the signals that are sent to that group. */
final class Group {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;

    private Group(Process process) {
        this.process = process;
    }

    /** @param log gets what the process prints, behind what it holds */
    static Group start(Path folder, Map<String, String> environment, Path log, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder("setsid");
        builder.command().addAll(command);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Group(builder.start());
    }

    /** Runs a command to its end. @throws IOException when it fails */
    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9} of every process of the group; returns when the first of them is gone. */
    void kill() throws IOException {
        if (process.isAlive()) {
            signal("KILL");
            ended(PATIENCE);
        }
    }

    /** Asks it to end and waits until it has. */
    void stop() throws IOException {
        process.destroy();
        ended(PATIENCE);
    }

    void signal(String name) throws IOException {
        run("sh", "-c", "kill -" + name + " -" + process.pid());
    }

    /** Waits for the end. @return the exit code; 128 and the signal's number when it was killed */
    int ended(Duration atMost) throws IOException {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("process " + process.pid() + " still runs after " + atMost);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return process.exitValue();
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for a process");
        stopped.initCause(e);
        return stopped;
    }
}
