package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;

/** A second opinion: FastCSV reads well-formed documents as we do. */
class CsvOracleTest {

    private static final String[] PIECES = {
        "a",
        "Z9",
        " ",
        "云",
        "南",
        "é",
        "\uD840\uDC00",
        ",",
        ";",
        "\t",
        "\"",
        "\n",
        "\r\n",
        "\r",
        "'",
        "=1",
        "x".repeat(40)
    };
    private static final String[] ENDS = {"\n", "\r\n", "\r"};
    private static final char[] DELIMITERS = {',', ';', '\t'};

    @Test
    void readsTenThousandDocumentsAsFastCsvDoes() throws IOException {
        Random random = new Random(20261125);
        int records = 0;
        for (int i = 0; i < 10_000; i++) {
            int columns = 1 + random.nextInt(6);
            char delimiter = DELIMITERS[random.nextInt(3)];
            boolean gb = random.nextInt(3) == 0;
            String text = document(random, columns, delimiter);
            List<String> expected = new ArrayList<>();
            try (CsvReader<CsvRecord> oracle =
                    CsvReader.builder().fieldSeparator(delimiter).ofCsvRecord(text)) {
                oracle.forEach(record -> expected.add(record.getStartingLineNumber() + ":" + record.getFields()));
            }
            expected.remove(0);
            Dataset dataset = Samples.columns(columns);
            FileProfile profile = new FileProfile(Format.CSV, gb ? Charset.GB18030 : Charset.UTF_8, delimiter, "");
            List<Seen> seen =
                    Samples.read(text.getBytes(gb ? Samples.GB18030 : StandardCharsets.UTF_8), profile, dataset);
            assertThat(seen.stream()
                            .map(s -> s.line() + ":"
                                    + s.values().stream()
                                            .map(v -> v == null ? "" : v)
                                            .collect(Collectors.toList()))
                            .toList())
                    .as(text)
                    .isEqualTo(expected);
            records += seen.size();
        }
        assertThat(records).isGreaterThan(30_000);
    }

    private static String document(Random random, int columns, char delimiter) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            text.append(i == 0 ? "" : delimiter).append('c').append(i);
        }
        int rows = random.nextInt(8);
        for (int row = 0; row < rows; row++) {
            text.append(ENDS[random.nextInt(3)]);
            for (int i = 0; i < columns; i++) {
                StringBuilder value = new StringBuilder();
                for (int piece = random.nextInt(5); piece > 0; piece--) {
                    value.append(PIECES[random.nextInt(PIECES.length)]);
                }
                boolean quote = random.nextInt(4) == 0
                        || columns == 1 && value.length() == 0
                        || value.chars().anyMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
                text.append(i == 0 ? "" : delimiter);
                text.append(quote ? "\"" + value.toString().replace("\"", "\"\"") + "\"" : value);
            }
        }
        return text.append(random.nextBoolean() ? ENDS[random.nextInt(3)] : "").toString();
    }
}
