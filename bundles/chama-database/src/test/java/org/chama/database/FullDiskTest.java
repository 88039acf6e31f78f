package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.chama.api.database.DatabaseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process whose files may not grow meets the end of its space, and is given more. */
class FullDiskTest {

    private static final String LITTLE = "4194304";
    private static final int ENOUGH = 500;

    @TempDir
    Path data;

    @Test
    @Timeout(120)
    void goesOnByItselfWhenThereIsSpaceAgainAndHasEverythingItConfirmed() throws Exception {
        Process writer = new ProcessBuilder(
                        "prlimit",
                        "--fsize=" + LITTLE + ":unlimited",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<Integer> confirmed = new TreeSet<>();
        try (BufferedReader says =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String outage = readUntil(says, confirmed, "outage");
            assertThat(outage).startsWith("outage");
            int before = confirmed.size();
            assertThat(before).isPositive();
            assertThat(readUntil(says, confirmed, "outage")).startsWith("outage");
            assertThat(confirmed).hasSize(before);

            int given = new ProcessBuilder(
                            "prlimit", "--pid", Long.toString(writer.pid()), "--fsize=unlimited:unlimited")
                    .start()
                    .waitFor();
            assertThat(given).isZero();
            while (confirmed.size() < before + ENOUGH) {
                assertThat(note(says.readLine(), confirmed)).isNotNull();
            }
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        try (NodeDatabase database = new NodeDatabase(Settings.h2(data))) {
            Set<Integer> there = database.read(c -> {
                Set<Integer> ids = new TreeSet<>();
                try (var statement = c.createStatement();
                        var rows = statement.executeQuery("select id from chama.t")) {
                    while (rows.next()) {
                        ids.add(rows.getInt(1));
                    }
                }
                return ids;
            });
            assertThat(there).containsAll(confirmed);
        }
    }

    private static String readUntil(BufferedReader says, Set<Integer> confirmed, String word) throws IOException {
        String line = note(says.readLine(), confirmed);
        while (line != null && !line.startsWith(word)) {
            line = note(says.readLine(), confirmed);
        }
        return line;
    }

    private static String note(String line, Set<Integer> confirmed) {
        if (line != null && line.startsWith("stored ")) {
            confirmed.add(Integer.parseInt(line.substring("stored ".length())));
        }
        return line;
    }

    /** Writes until it is killed, a row a transaction, and says of each how it went. */
    static final class Writer {

        private static final int BYTES = 16_384;

        private Writer() {}

        public static void main(String[] arguments) throws InterruptedException {
            NodeDatabase database = new NodeDatabase(Settings.h2(Path.of(arguments[0])));
            database.write(c -> DatabasePromises.update(c, "create table chama.t (id int, filler varbinary)"));
            for (int id = 1; true; id++) {
                int row = id;
                try {
                    database.write(c -> DatabasePromises.update(
                            c, "insert into chama.t values (" + row + ", secure_rand(" + BYTES + "))"));
                    System.out.println("stored " + row);
                } catch (DatabaseException e) {
                    System.out.println(
                            e.kind() == DatabaseException.Cause.OUTAGE ? "outage " + row : "wrong " + e.kind());
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
    }
}
