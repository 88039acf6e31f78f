package org.chama.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chama.generator.Emission;
import org.chama.generator.Expected;
import org.chama.generator.Format;
import org.chama.generator.Generator;
import org.chama.generator.Kind;
import org.chama.generator.Outcome;
import org.chama.generator.Recipe;
import org.chama.generator.Row;

/**
 * The files of one size and what must become of them.
 *
 * @param dropped all rows, as a legacy system writes them
 * @param accepted only the rows that must be stored, for peers that check nothing
 * @param copyText those rows in COPY's text form with arrival 1 and their position, as the dataset's table has them
 * @param expected of the share zone
 * @param masked of the open zone
 */
record Workload(
        long rows, Recipe recipe, Path dropped, Path accepted, Path copyText, Expected expected, Expected masked) {

    private static final int BUFFER = 1 << 20;

    static Recipe recipe(double dirty, double duplicates) {
        return Recipe.of(Kind.PERSON).withDirty(dirty).withDuplicates(duplicates);
    }

    /** @param recipe its format is that of the dropped file; the others are CSV and COPY text
     * @param floors whether the files of floors and peers are needed */
    static Workload make(long rows, Recipe recipe, Path folder, boolean floors) throws IOException {
        Files.createDirectories(folder);
        Path dropped = folder.resolve("person-" + rows + "." + recipe.format().extension());
        Path accepted = folder.resolve("person-" + rows + "-accepted.csv");
        Path copyText = folder.resolve("person-" + rows + ".copy");
        Expected expected = write(Emission.of(recipe), rows, dropped);
        if (floors) {
            write(new Emission(recipe.withFormat(Format.CSV), false, true), rows, accepted);
            copyText(recipe, rows, copyText);
        }
        Expected masked = Expected.of(recipe, 0, rows, ReferenceMasks::person);
        return new Workload(rows, recipe, dropped, accepted, copyText, expected, masked);
    }

    private static Expected write(Emission emission, long rows, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            return emission.write(0, rows, out);
        }
    }

    private static void copyText(Recipe recipe, long rows, Path file) throws IOException {
        Generator generator = new Generator(recipe);
        Row row = new Row(recipe.kind());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            for (long index = 0; index < rows; index++) {
                generator.make(index, row);
                if (row.dirt().outcome() == Outcome.STORED) {
                    out.write(("1\t" + (index + 1)).getBytes(StandardCharsets.US_ASCII));
                    for (int column = 0; column < row.columns(); column++) {
                        out.write('\t');
                        copyValue(row, column, out);
                    }
                    out.write('\n');
                }
            }
        }
    }

    private static void copyValue(Row row, int column, OutputStream out) throws IOException {
        for (int i = row.start(column); i < row.end(column); i++) {
            byte value = row.data()[i];
            switch (value) {
                case '\t' -> out.write(new byte[] {'\\', 't'});
                case '\n' -> out.write(new byte[] {'\\', 'n'});
                case '\r' -> out.write(new byte[] {'\\', 'r'});
                case '\\' -> out.write(new byte[] {'\\', '\\'});
                default -> out.write(value);
            }
        }
    }
}
