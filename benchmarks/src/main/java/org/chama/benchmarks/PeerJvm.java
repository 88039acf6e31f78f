package org.chama.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A plain Java with the node's heap that stays up, so that floors and peers are as warm as the node. */
final class PeerJvm implements AutoCloseable {

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    PeerJvm(Path log) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx1g",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.chama.benchmarks.peer.Main"))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What a peer measured of itself. */
    record Answer(long nanos, long cpuNanos) {}

    /** Lets a peer load a file into a table. */
    Answer load(String peer, Ground.Table table, Path file, long rows) throws IOException {
        orders.println(String.join(
                "\t",
                peer,
                table.url(),
                table.user(),
                table.name(),
                table.script().replace('\n', ' '),
                file.toAbsolutePath().toString(),
                Long.toString(rows)));
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("took\t")) {
            throw new FailedRunException(peer + ": " + answer);
        }
        String[] parts = answer.split("\t");
        return new Answer(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @Override
    public void close() {
        orders.close();
        process.destroyForcibly();
    }
}
