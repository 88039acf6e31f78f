package org.chama.itests.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.chama.generator.Emission;
import org.chama.generator.Expected;

/**
 * A file a legacy system made, with the oracle of what must become of it.
 *
 * @param stored what the share zone must hold of it
 * @param shown what the open copy must hold of it
 */
public record Sent(Sample sample, String name, Path file, Expected stored, Expected shown) {

    private static final Path SPOOL = Path.of("target", "spool");

    /** @param number gives the file rows of its own */
    public static Sent make(Sample sample, int number, long rows) throws IOException {
        Emission emission = sample.emission(number);
        String name = "%s-%03d.csv".formatted(sample.dataset(), number);
        Path file = Files.createDirectories(SPOOL).resolve(name);
        Expected stored;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            stored = emission.write(0, rows, out);
        }
        return new Sent(sample, name, file, stored, Expected.of(emission.recipe(), 0, rows, sample.shown()));
    }

    /** Puts it into a drop folder: under a temporary name, renamed, then its {@code .done}. */
    public void drop(Path exchange) throws IOException {
        Path folder = Files.createDirectories(
                exchange.resolve("drop").resolve(sample.department()).resolve(sample.dataset()));
        Path temporary = Files.copy(file, folder.resolve("." + name + ".tmp"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        Files.createFile(folder.resolve(name + ".done"));
    }
}
