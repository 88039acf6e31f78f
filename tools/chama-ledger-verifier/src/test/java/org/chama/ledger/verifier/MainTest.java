package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as people call it. */
class MainTest {

    private static final TestKey KEY = new TestKey(7);

    @TempDir
    Path folder;

    private final TestLedger ledger = TestLedger.of(7, 12, 5, KEY);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private String key;
    private String export;

    @BeforeEach
    void write() throws IOException {
        key = Files.writeString(folder.resolve("public.pem"), KEY.pem()).toString();
        export = Files.write(folder.resolve("export.jsonl"), ledger.bytes()).toString();
    }

    @Test
    void saysUpToWhereItIsConsistentAndThatTheEndCannotBeProved() {
        assertThat(run(export, "--key", key)).isEqualTo(Main.GOOD);
        assertThat(said()).contains("前后一致：第 1 至 12 块", "第 1 至 " + ledger.lines() + " 行", ledger.head(12), "无法证明");
        assertThat(run(export, "--key", key, "--lang", "en")).isEqualTo(Main.GOOD);
        assertThat(said()).contains("Consistent: blocks 1 to 12", "cannot be proved");
    }

    @Test
    void saysThatAHeadProvesTheEnd() throws IOException {
        assertThat(run(export, "--key", key, "--head", ledger.head(12), "--lang", "en"))
                .isEqualTo(Main.GOOD);
        assertThat(said()).contains("proves that from block 1 on nothing is missing up to here");
        Path heads = Files.writeString(
                folder.resolve("heads.json"),
                "{\"heads\": [{\"block\": 12, \"lines\": 9, \"hash\": \""
                        + ledger.head(12).substring(3) + "\", \"key\": \"ledger/1\"}, {\"block\":3,\"hash\":\""
                        + ledger.head(3).substring(2) + "\"}]}");
        assertThat(run(export, "--key", key, "--head", heads.toString(), "--lang", "en"))
                .isEqualTo(Main.GOOD);
        assertThat(said()).contains("proves that from block 1 on nothing is missing up to here");
    }

    @Test
    void endsWithOneAndTheFirstFinding() throws IOException {
        ledger.blocks.get(5).lines.get(0).fields[0] = "nobody";
        long line = ledger.blocks.get(5).lines.get(0).number;
        Files.write(Path.of(export), ledger.bytes());
        assertThat(run(export, "--key", key, "--lang", "en")).isEqualTo(Main.FOUND);
        assertThat(said()).startsWith("Found: Line " + line + " was changed").contains("Consistent: blocks 1 to 5");
    }

    @Test
    void refusesAnInputThatDoesNotBeginWhereItShould() throws IOException {
        TestLedger back = ledger.copy();
        back.blocks.subList(0, 6).clear();
        Files.write(Path.of(export), back.bytes());
        assertThat(run(export, "--key", key, "--head", ledger.head(12), "--lang", "en"))
                .isEqualTo(Main.FOUND);
        assertThat(said()).contains("begins with block 7 where block 1 belongs");
        assertThat(run(export, "--key", key, "--from", "7", "--head", ledger.head(12), "--lang", "en"))
                .isEqualTo(Main.GOOD);
        assertThat(said()).contains("proves that from block 7 on nothing is missing up to here");
        assertThat(run(export, "--key", key, "--from", "6")).isEqualTo(Main.FOUND);
        assertThat(run(export, "--key", key, "--from", "8")).isEqualTo(Main.FOUND);
    }

    @Test
    void comparesTheBlockBeforeTheFirstWithItsPublishedHead() throws IOException {
        TestLedger back = ledger.copy();
        back.blocks.subList(0, 6).clear();
        Files.write(Path.of(export), back.bytes());
        assertThat(run(export, "--key", key, "--from", "7", "--head", ledger.head(6)))
                .isEqualTo(Main.GOOD);
        said();
        assertThat(run(export, "--key", key, "--from", "7", "--head", "6:" + "1".repeat(64), "--lang", "en"))
                .isEqualTo(Main.FOUND);
        assertThat(said()).contains("Block 7 does not follow the published head of block 6");
    }

    @Test
    void refusesAnInputWithoutABlock() throws IOException {
        TestLedger none = ledger.copy();
        none.blocks.clear();
        Files.write(Path.of(export), none.bytes());
        assertThat(run(export, "--key", key, "--lang", "en")).isEqualTo(Main.FOUND);
        assertThat(said()).contains("holds no block");
        Path whole = Files.write(folder.resolve("whole"), ledger.bytes());
        Files.writeString(Path.of(export), "{\"export\":1,\"from\":13,\"archive\":0,\"previous\":\"\"}\n");
        assertThat(run(whole.toString(), export, "--key", key)).isEqualTo(Main.FOUND);
    }

    @Test
    void endsWithThreeWhenOnlyTheTimeOfLinesIsWrong() throws IOException {
        TestLedger.Line line = ledger.blocks.get(4).lines.get(0);
        line.micros -= Chain.BACK_MICROS + 10 * TestLedger.SECOND;
        line.seal();
        for (int b = 4; b < ledger.blocks.size(); b++) {
            ledger.reseal(b);
            ledger.blocks.get(b).signature =
                    KEY.sign(ledger.blocks.get(b).header.bytes());
        }
        Files.write(Path.of(export), ledger.bytes());
        assertThat(run(export, "--key", key)).isEqualTo(Main.MOMENTS);
        ledger.blocks.get(9).lines.get(0).fields[0] = "nobody";
        Files.write(Path.of(export), ledger.bytes());
        assertThat(run(export, "--key", key)).isEqualTo(Main.FOUND);
    }

    @Test
    void readsStandardInput() {
        assertThat(Main.run(List.of("-", "--key", key), new ByteArrayInputStream(ledger.bytes()), print(), print()))
                .isEqualTo(Main.GOOD);
    }

    @Test
    void readsArchivesInTheirOrderAndChecksThatEachIsTheOneTheNextNames() throws IOException {
        TestLedger front = ledger.copy();
        front.blocks.subList(6, 12).clear();
        TestLedger back = ledger.copy();
        back.blocks.subList(0, 6).clear();
        Path first = archive("1.gz", front, 1, "0".repeat(64));
        Path second = archive("2.gz", back, 2, HexFormat.of().formatHex(Sm3.of(Files.readAllBytes(first))));
        assertThat(run(first.toString(), second.toString(), "--key", key, "--head", ledger.head(12)))
                .isEqualTo(Main.GOOD);
        assertThat(run(second.toString(), first.toString(), "--key", key)).isEqualTo(Main.FOUND);
        Path other = archive("2b.gz", back, 2, "1".repeat(64));
        assertThat(run(first.toString(), other.toString(), "--key", key, "--lang", "en"))
                .isEqualTo(Main.FOUND);
        assertThat(said()).contains("Archive 1 is not the one archive 2 names");
    }

    @Test
    void endsWithTwoWhenItWasNotCalledRightly() throws IOException {
        for (String[] wrong : new String[][] {
            {},
            {export},
            {"--key", key},
            {export, "--key"},
            {export, "--key", export},
            {export, "--key", key, "--head", key},
            {export, "--key", key, "--head", folder.resolve("none").toString()},
            {export, "--key", key, "--head", ledger.head(1), "--head", "1:" + "0".repeat(64)},
            {export, "--key", key, "--lang", "fr"},
            {export, "--key", key, "--fast", "yes"},
            {export, "--key", key, "--from", "0"},
            {folder.resolve("none").toString(), "--key", key},
            {folder.toString(), "--key", key},
            {"-", "-", "--key", key},
        }) {
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(Main.USAGE);
            assertThat(said()).contains("退出码");
        }
        assertThat(run("--lang", "en")).isEqualTo(Main.USAGE);
        assertThat(said()).contains("usage:");
    }

    private Path archive(String name, TestLedger part, long number, String previous) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            part.write(out, number, previous);
        }
        return file;
    }

    private int run(String... arguments) {
        return Main.run(List.of(arguments), new ByteArrayInputStream(new byte[0]), print(), print());
    }

    private PrintStream print() {
        return new PrintStream(said, true, StandardCharsets.UTF_8);
    }

    private String said() {
        String text = said.toString(StandardCharsets.UTF_8);
        said.reset();
        return text;
    }
}
