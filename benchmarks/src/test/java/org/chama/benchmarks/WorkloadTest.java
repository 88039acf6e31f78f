package org.chama.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chama.generator.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {

    private static final int ROWS = 2_000;

    @Test
    void givesFloorsAndPeersExactlyTheRowsThatMustBeStored(@TempDir Path folder) throws IOException {
        for (Format format : List.of(Format.CSV, Format.JSON)) {
            Workload workload = Workload.make(ROWS, Workload.recipe(0.1, 0.01).withFormat(format), folder, true);
            Oracle peers = new Oracle(false);
            try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(workload.accepted())) {
                reader.stream()
                        .skip(1)
                        .forEach(record -> peers.add(record.getFields().toArray(String[]::new)));
            }
            peers.check("accepted", workload.expected());

            Oracle copy = new Oracle(false);
            for (String line : Files.readAllLines(workload.copyText())) {
                String[] values = line.split("\t", -1);
                copy.add(List.of(values).subList(2, values.length).stream()
                        .map(value -> value.replace("\\n", "\n"))
                        .toArray(String[]::new));
            }
            copy.check("COPY", workload.expected());
            assertThat(workload.expected().stored()).isLessThan(ROWS);
        }
    }
}
