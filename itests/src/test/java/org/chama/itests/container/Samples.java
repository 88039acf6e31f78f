package org.chama.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.chama.generator.Generator;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;
import org.chama.generator.Row;

/** Rows of impossible persons for the small datasets of this package. */
final class Samples {

    static final Path DATASETS = Path.of("src/test/resources/org/chama/itests/container/datasets");

    /** Heading of every dataset of letters. */
    static final String HEADING = "citizen_id,name,phone,note\n";

    private static final Generator PERSONS = new Generator(Recipe.of(Kind.PERSON));

    private Samples() {}

    /** Short ids of the datasets that are declared before the start. */
    static List<String> datasets() {
        try (Stream<Path> files = Files.list(DATASETS)) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A citizen ID nobody can have, another for each index. */
    static String citizenId(long index) {
        return person(index)[2];
    }

    /** The values of one person, in the order of the generator's columns. */
    static String[] person(long index) {
        synchronized (PERSONS) {
            return PERSONS.make(index, new Row(Kind.PERSON)).values();
        }
    }

    /** A good line. */
    static String line(long index, String note) {
        String[] person = person(index);
        return person[2] + "," + person[1] + "," + person[3] + "," + note + "\n";
    }

    /** Good lines of consecutive persons. */
    static String lines(long from, int count) {
        StringBuilder lines = new StringBuilder();
        for (long index = from; index < from + count; index++) {
            lines.append(line(index, "note " + index));
        }
        return lines.toString();
    }
}
