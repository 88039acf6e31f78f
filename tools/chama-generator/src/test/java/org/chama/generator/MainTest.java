package org.chama.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void writesAFileAndSaysWhatMustBecomeOfIt() throws Exception {
        Path file = folder.resolve("marriages.xml");
        int exit = run(("generate --kind marriage --rows 2000 --format xml --charset gb18030 --dirty 0.01 "
                        + "--duplicates 0.005 --seed 7 --from 10 --out " + file)
                .split(" "));

        assertThat(exit).as(err.toString(UTF_8)).isZero();
        Recipe recipe = new Recipe(Kind.MARRIAGE, 7, Format.XML, Encoding.GB18030, 0.01, 0.005);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Expected counts = Emission.of(recipe).write(10, 2000, expected);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.toByteArray());
        assertThat(out.toString(UTF_8).strip()).isEqualTo(counts + " file=marriages.xml");
    }

    @Test
    void saysWhatMustBecomeOfRowsWithoutWritingThem() {
        assertThat(run("expect", "--kind", "enterprise", "--rows", "1000")).isZero();
        assertThat(out.toString(UTF_8).strip())
                .isEqualTo(Expected.of(Recipe.of(Kind.ENTERPRISE), 0, 1000).toString());
    }

    @Test
    void leavesOutWhatMustBeRejectedWhenToldTo() {
        assertThat(run("expect", "--rows", "5000", "--dirty", "0.1", "--stored-only"))
                .isZero();
        assertThat(out.toString(UTF_8)).contains("check=0 door=0");
    }

    @Test
    void dropsIntoAFolder() {
        assertThat(run("drop", "--folder", folder.toString(), "--rows", "5", "--files", "2", "--interval", "0"))
                .isZero();
        assertThat(folder.resolve("person-0002.csv.done")).exists();
        assertThat(out.toString(UTF_8).lines().toList())
                .hasSize(3)
                .last()
                .isEqualTo(Expected.of(Recipe.of(Kind.PERSON), 0, 10).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | unknown command",
                "fly | unknown command: fly",
                "generate | the option is missing: --out",
                "generate --out x --colour red | unknown option: --colour",
                "expect --kind dog | one of: --kind person, enterprise, marriage",
                "expect --format json-line | one of: --format csv, json, json-lines, xml, fixed",
                "expect --rows 0 | must be 1 or more: --rows",
                "expect --rows many | not a whole number: --rows many",
                "expect --dirty 2 | the dirty share must be between 0 and 1",
                "expect --dirty NaN | the dirty share must be between 0 and 1",
                "expect --dirty | the option has no value: --dirty",
                "expect rows | not an option: rows",
                "publish --url http://127.0.0.1:1/ --dataset a&b | has a character that is not allowed: a&b",
                "publish --url http://127.0.0.1:1/ --dataset a --soap 2 | one of: --soap 1.1, 1.2",
                "publish --url http://127.0.0.1:1/ --dataset a --format csv | unknown option: --format"
            })
    void saysWhatIsWrongWithAnOption(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(message, "用法 / usage");
        assertThat(out.size()).isZero();
    }

    @Test
    void failsWhenTheFileCannotBeWritten() {
        assertThat(run("generate", "--out", folder.resolve("no/such/folder.csv").toString()))
                .isOne();
        assertThat(err.toString(UTF_8)).contains("失败 / failed");
    }

    private int run(String... arguments) {
        return new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(arguments);
    }
}
