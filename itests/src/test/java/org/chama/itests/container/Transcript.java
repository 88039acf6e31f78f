package org.chama.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the node really said, kept in {@code target/transcripts} for whoever writes documentation. */
final class Transcript {

    private static final Path FOLDER = Assembly.TARGET.resolve("transcripts");

    private Transcript() {}

    static void note(String name, String text) {
        try {
            Files.writeString(Files.createDirectories(FOLDER).resolve(name), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
