package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.read;
import static org.chama.formats.Samples.repeated;
import static org.chama.formats.Samples.three;
import static org.chama.formats.Samples.utf8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader.Step;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void keepsNumbersAsTheyAreWritten() throws IOException {
        List<Seen> seen = read(
                "[{\"id\":1.50E+3,\"姓名\":\"a\\u4e91\\n\\\"\",\"note\":true},\n {\"note\":null,\"name\":false}, {}]");
        assertThat(seen.get(0).values()).containsExactly("1.50E+3", "a云\n\"", "true");
        assertThat(seen.get(1).values()).isEqualTo(Arrays.asList(null, "false", null));
        assertThat(seen.get(2).values()).isEqualTo(Arrays.asList(null, null, null));
        assertThat(seen).extracting(Seen::line).containsExactly(1L, 2L, 2L);
        assertThat(read("{\"id\":\"\",\"name\":\"\"}").get(0).values()).isEqualTo(Arrays.asList(null, "", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,\"phone\":2}|record-unknown",
                "{\"id\":{\"a\":1}}|record-nested",
                "{\"id\":[1]}|record-nested",
                "{\"id\":1,\"编号\":1}|record-duplicate",
                "{\"id\":null,\"id\":1}|record-duplicate",
                "{\"id\":1 \"name\":2}|record-json",
                "{\"id\":01}|record-json",
                "{\"id\":NaN}|record-json",
                "{'id':1}|record-json",
                "{\"id\":1,}|record-json",
                "[1,2]|record-json",
                "17|record-json",
                "null|record-json",
                "\"text\"|record-json",
                "{\"id\":\"a\\u0000b\"}|record-control",
                "{\"id\":\"a\\ud800b\"}|record-charset",
                "{\"id\":\"\\ud800\"}|record-charset",
                "{\"_action\":\"DELETE\"}|record-action"
            })
    void refusesARecordThatIsBrokenInsideAndGoesOn(String record, String code) throws IOException {
        String lines = "{\"id\":1}\n" + record + "\n{\"id\":3}\n";
        String array = "[{\"id\":1},\n" + record + ",\n{\"id\":3}]";
        for (Format format : List.of(Format.JSON_LINES, Format.JSON)) {
            List<Seen> seen =
                    read(Samples.bytes(format == Format.JSON ? array : lines), profile(format, Charset.UTF_8), three());
            assertThat(seen).extracting(Seen::code).containsExactly("", code, "");
            assertThat(seen).extracting(Seen::line).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aRawControlCharacterCostsItsRecord() throws IOException {
        assertThat(read("{\"id\":\"a\u0001\"}\n{\"id\":2}\n{\"id\":\u0000 3}\n{\"note\":\"a\tb\"}"))
                .extracting(Seen::code)
                .containsExactly("record-control", "", "record-control", "");
    }

    @Test
    void namesAnUnknownKeyEscapedAndCut() throws IOException {
        try (SourceReader reader =
                RecordReaders.open(utf8("{\"" + "k\\u0007<".repeat(80) + "\":1}"), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            assertThat(reader.next(record)).isEqualTo(Step.REFUSED);
            assertThat(record.refusal().text().en())
                    .startsWith("line 1: there is no item \"k\\u0007\\u003Ck")
                    .endsWith("…\"")
                    .hasSizeLessThan(400);
        }
    }

    @Test
    void refusesAKeyOver256Characters() throws IOException {
        assertThat(read("{\"" + "k".repeat(300) + "\":1}\n{\"id\":2}"))
                .extracting(Seen::code)
                .containsExactly("record-json", "");
        assertThat(read("{\"id\":" + "1".repeat(1001) + "}\n{\"id\":2}"))
                .extracting(Seen::code)
                .containsExactly("record-json", "");
    }

    @Test
    void takesActionsOfADatasetUpdatedByKey() throws IOException {
        List<Seen> seen = read(
                Samples.bytes(
                        "{\"id\":1,\"_action\":\"DELETE\"}\n{\"_action\":\"PUT\"}\n{\"_action\":null}\n{\"_action\":1}\n{\"_action\":\"x\"}"),
                FileProfile.AUTO,
                three(WriteMode.UPSERT));
        assertThat(seen).extracting(Seen::code).containsExactly("", "", "", "record-action", "record-action");
        assertThat(seen.get(0).action()).isEqualTo(Action.DELETE);
        assertThat(seen.get(1).action()).isEqualTo(Action.PUT);
    }

    @Test
    void aBrokenLineCostsThatLineOnly() throws IOException {
        List<Seen> seen =
                read("{\"id\":1}\r\n{\"id\":\"never closed}\r\n\r\n{\"id\":3}{\"id\":4}\r\n{\"id\":5}\r\n{\"id\":");
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-json", "record-json", "", "record-json");
        assertThat(seen).extracting(Seen::line).containsExactly(1L, 2L, 4L, 5L, 6L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\":1} {\"id\":2}]",
                "[{\"id\":1},,{\"id\":2}]",
                "[{\"id\":1},]",
                "[{\"id\":1}] x",
                "[{\"id\":1}}",
                "[{\"id\":1},\n{\"name\":\"never closed},\n{\"id\":2}]",
                "[{\"id\":1},]]"
            })
    void aBrokenArrayEndsAfterItsGoodRecords(String text) throws IOException {
        assertEnds(text, "format-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[{\"id\":1}", "[{\"id\":1},", "[{\"id\":1},{\"id\":", "[{\"id\":1},{\"id\":\"a", "[{\"id\":1},{"
            })
    void aTruncatedArrayIsSaidToBe(String text) throws IOException {
        assertEnds(text, "format-truncated");
    }

    private static void assertEnds(String text, String code) throws IOException {
        try (SourceReader reader = RecordReaders.open(utf8(text), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            assertThat(reader.next(record)).isEqualTo(Step.RECORD);
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(() -> {
                            while (reader.next(record) != Step.END) {
                                assertThat(record.position()).isGreaterThan(1);
                            }
                        })
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                e -> assertThat(e.refusal().code()).isEqualTo(code));
            }
        }
    }

    @Test
    void anEmptyArrayHasNoRecords() throws IOException {
        assertThat(read(" [ ] \n")).isEmpty();
    }

    @Test
    void refusesDeepNestingInConstantMemory() throws IOException {
        try (SourceReader reader = RecordReaders.open(repeated("[", "[", 100_000, ""), FileProfile.AUTO, three())) {
            assertThatThrownBy(() -> reader.next(new RawRecord(3))).hasMessageContaining("format-depth");
        }
        try (SourceReader reader =
                RecordReaders.open(repeated("[{\"id\":", "{\"id\":", 100_000, ""), FileProfile.AUTO, three())) {
            assertThatThrownBy(() -> reader.next(new RawRecord(3))).hasMessageContaining("format-depth");
        }
        assertThat(read("{\"id\":" + "[".repeat(100_000) + "\n{\"id\":2}"))
                .extracting(Seen::code)
                .containsExactly("record-nested", "");
    }

    @Test
    void manyUnknownKeysDoNotPileUp() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append("{\"k").append(i).append("\":1}\n");
        }
        assertThat(read(text.append("{\"id\":1}").toString()))
                .hasSize(50_001)
                .last()
                .extracting(Seen::code)
                .isEqualTo("");
    }

    @Test
    void elementsAreCutAlikeWhereverTheWindowEnds() throws IOException {
        for (int pad = 0; pad < 40; pad++) {
            String text =
                    "[{\"note\":\"" + "x".repeat(131_072 - 30 + pad) + "\"},{\"id\":\"a\\\\\\\"]}\"}\n, {\"id\":2}]";
            List<Seen> seen = read(text);
            assertThat(seen).extracting(Seen::code).containsExactly("", "", "");
            assertThat(seen.get(1).values().get(0)).isEqualTo("a\\\"]}");
        }
    }
}
