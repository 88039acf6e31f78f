package org.chama.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of the operating system. */
final class Commands {

    private Commands() {}

    /** Runs a program to its end. @return what it wrote */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
