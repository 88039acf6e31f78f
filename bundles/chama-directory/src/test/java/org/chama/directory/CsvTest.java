package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.directory.Refuses.refuses;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void readsQuotesLineEndsAndTheMark() {
        List<Csv.Line> lines = Csv.read("\uFEFFa,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\n\nlast,");
        assertThat(lines)
                .extracting(Csv.Line::fields)
                .containsExactly(List.of("a", "b"), List.of("x,\"y\"", "two\nlines"), List.of("last", ""));
        assertThat(lines).extracting(Csv.Line::number).containsExactly(1L, 2L, 5L);
    }

    @Test
    void writesWhatItReads() {
        StringBuilder csv = new StringBuilder();
        Csv.write(csv, "a,b", "say \"x\"", "line\nfeed", "");
        assertThat(Csv.read(csv.toString()).get(0).fields()).containsExactly("a,b", "say \"x\"", "line\nfeed", "");
    }

    @Test
    void refusesWhatIsNoCsv() {
        refuses("wrong-csv", () -> Csv.read("a,\"b"));
        refuses("wrong-csv", () -> Csv.read("a,b\"c\n"));
        refuses("wrong-csv", () -> Csv.read("\"a\"b,c\n"));
        refuses("wrong-csv", () -> Csv.read(",".repeat(100)));
        refuses("too-many-lines", () -> Csv.read("a\n".repeat(200_002)));
    }
}
