package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.formats.CsvWriter.Cells;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;

class CsvWriterTest {

    @Test
    void quotesOnlyWhereNeeded() throws IOException {
        assertThat(write(Cells.EXACT, "a", "b c", "d,e", "say \"hi\"", "x\ny", "", null, "=1+1", "云南"))
                .isEqualTo("a,b c,\"d,e\",\"say \"\"hi\"\"\",\"x\ny\",\"\",,=1+1,云南\r\n");
        assertThat(write(Cells.EXACT, (String) null)).isEqualTo("\"\"\r\n");
    }

    @Test
    void guardsCellsASpreadsheetWouldRun() throws IOException {
        assertThat(write(Cells.GUARDED, "=1+1", "+1+1", "-1+1", "@x", "\tx", "\rx", "=\"a\",b"))
                .isEqualTo("'=1+1,'+1+1,'-1+1,'@x,'\tx,\"'\rx\",\"'=\"\"a\"\",b\"\r\n");
        assertThat(write(Cells.GUARDED, "-1.5", "+86", "a=b", "", "-", "-2+3"))
                .isEqualTo("-1.5,+86,a=b,\"\",'-,'-2+3\r\n");
    }

    @Test
    void theReaderReadsBackTheSame() throws IOException {
        Random random = new Random(77);
        Dataset dataset = Samples.columns(4);
        String[] pieces = {"a", ",", "\"", "\r\n", "\n", "云", "𠀀", " ", "=", "x".repeat(40_000)};
        List<List<String>> rows = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriter writer = new CsvWriter(out, Cells.EXACT)) {
            writer.value("c0").value("c1").value("c2").value("c3").endRow();
            for (int i = 0; i < 2000; i++) {
                List<String> row = new ArrayList<>();
                for (int c = 0; c < 4; c++) {
                    StringBuilder value = new StringBuilder();
                    for (int k = random.nextInt(5); k > 0; k--) {
                        value.append(pieces[random.nextInt(random.nextInt(50) == 0 ? 10 : 9)]);
                    }
                    row.add(random.nextInt(6) == 0 ? null : value.toString());
                }
                rows.add(row);
                writeRow(writer, row);
            }
        }
        List<Seen> seen = Samples.read(out.toByteArray(), Samples.profile(Format.CSV, Charset.UTF_8), dataset);
        assertThat(seen).extracting(Seen::values).isEqualTo(rows);
    }

    private static String write(Cells cells, String... values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvWriter writer = new CsvWriter(out, cells);
        writeRow(writer, Arrays.asList(values));
        writer.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void writeRow(CsvWriter writer, List<String> values) throws IOException {
        for (String value : values) {
            if (value == null) {
                writer.none();
            } else {
                writer.value(value);
            }
        }
        writer.endRow();
    }
}
