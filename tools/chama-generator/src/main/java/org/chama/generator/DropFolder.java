package org.chama.generator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A legacy system that knows only a folder: it writes a file under a temporary name, renames it and puts an empty
 * {@code <name>.done} beside it.
 *
 * @param folder is made when it is not there
 * @param name of the files, before their running number
 */
record DropFolder(Emission emission, Path folder, String name) {

    /**
     * Drops files with consecutive rows, one after each interval; the first at once.
     *
     * @param files how many; 0 for no end
     * @return of all rows
     */
    Expected drop(long from, long rowsEach, long files, Duration interval, PrintStream log)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Expected sum = new Expected(0, 0, 0, 0, 0, 0, 0);
        for (long number = 1; files == 0 || number <= files; number++) {
            if (number > 1) {
                Thread.sleep(interval.toMillis());
            }
            Path file = folder.resolve("%s-%04d.%s"
                    .formatted(name, number, emission.recipe().format().extension()));
            sum = sum.plus(write(file, from + (number - 1) * rowsEach, rowsEach));
            log.printf("已投放 / dropped %s: %d rows, %d bytes%n", file.getFileName(), rowsEach, Files.size(file));
        }
        return sum;
    }

    /** Writes one file and its marker; a file of this name is replaced. */
    private Expected write(Path file, long from, long rows) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        Expected expected;
        try (OutputStream out = Files.newOutputStream(temporary)) {
            expected = emission.write(from, rows, out);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.write(file.resolveSibling(file.getFileName() + ".done"), new byte[0]);
        return expected;
    }
}
