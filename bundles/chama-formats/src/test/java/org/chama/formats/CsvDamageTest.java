package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.formats.Samples.bytes;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.three;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader.Step;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One malformed row among 200,000 costs that row only, and its line is named. */
class CsvDamageTest {

    private static final int ROWS = 200_000;

    static Stream<Arguments> damage() {
        return Stream.of(
                Arguments.of(
                        "record-unclosed",
                        Named.of("open quote at the beginning of an item", bytes("123,\"张三,never closed"))),
                Arguments.of("record-unclosed", Named.of("open quote at the end", bytes("123,张三,\""))),
                Arguments.of("record-quote", Named.of("quote inside an item", bytes("123,张\"三,b"))),
                Arguments.of("record-quote", Named.of("text behind a quote", bytes("123,\"张\"三,b"))),
                Arguments.of("record-columns", Named.of("too few", bytes("123,张三"))),
                Arguments.of("record-columns", Named.of("too many", bytes("123,张三,b,c"))),
                Arguments.of("record-charset", Named.of("cut character", bytes("123,", 0xE5, 0xBC, ",b"))),
                Arguments.of("record-charset", Named.of("no byte of UTF-8", bytes("123,", 0xFF, ",b"))),
                Arguments.of("record-control", Named.of("NUL", bytes("123,", 0, ",b"))),
                Arguments.of("record-size", Named.of("over 1 MiB", bytes("123,", "x".repeat(1 << 20), ",b"))));
    }

    @ParameterizedTest
    @MethodSource("damage")
    void oneDamagedRowAmongManyCostsOnlyItself(String code, byte[] bad) throws IOException {
        for (int at : new int[] {1, 2, 77_777, ROWS - 1, ROWS}) {
            expect(code, bad, at, FileProfile.AUTO, false);
        }
        expect(code, bad, 60_000, profile(Format.CSV, Charset.UTF_8), true);
    }

    /** With quotes in every row an unclosed one ends at the next row's first: the text behind it is what is found. */
    private static void expect(String code, byte[] bad, int at, FileProfile profile, boolean quotes)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8 << 20);
        out.writeBytes(bytes("id,name,note\r\n"));
        byte[] row = bytes(quotes ? "1,\"张三\",\"a b\"\r\n" : "1,张三,a b\r\n");
        for (int i = 1; i <= ROWS; i++) {
            out.writeBytes(i == at ? bytes(bad, "\r\n") : row);
        }
        int records = 0;
        int refused = 0;
        RawRecord record = new RawRecord(3);
        try (SourceReader reader = RecordReaders.open(new ByteArrayInputStream(out.toByteArray()), profile, three())) {
            for (Step step = reader.next(record); step != Step.END; step = reader.next(record)) {
                records++;
                if (step == Step.REFUSED) {
                    refused++;
                    assertThat(record.refusal().code()).isIn(code, quotes ? "record-quote" : code);
                    assertThat(record.line()).isEqualTo(at + 1L);
                    assertThat(record.position()).isEqualTo(at);
                    assertThat(record.refusal().text().zh()).startsWith("第 " + (at + 1) + " 行");
                } else {
                    assertThat(record.length(1)).isEqualTo(6);
                }
            }
        }
        assertThat(records).isEqualTo(ROWS);
        assertThat(refused).isEqualTo(1);
    }
}
