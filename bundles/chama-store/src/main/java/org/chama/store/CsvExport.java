package org.chama.store;

import java.io.IOException;
import java.io.OutputStream;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.store.Zone;
import org.chama.formats.CsvWriter;

/** Writes rows as CSV; what the public downloads is guarded against spreadsheets. */
final class CsvExport {

    private final CsvWriter csv;
    private long rows;

    CsvExport(Zone zone, Dataset dataset, OutputStream into) throws IOException {
        csv = new CsvWriter(into, zone == Zone.OPEN ? CsvWriter.Cells.GUARDED : CsvWriter.Cells.EXACT);
        for (Item item : zone == Zone.OPEN ? dataset.openItems() : dataset.items()) {
            csv.value(item.name());
        }
        csv.endRow();
    }

    void write(Rows piece) throws IOException {
        for (int row = 0; row < piece.count(); row++) {
            for (int column = 0; column < piece.columns(); column++) {
                int length = piece.length(row, column);
                if (length < 0) {
                    csv.none();
                } else {
                    csv.value(piece.data(), piece.start(row, column), length);
                }
            }
            csv.endRow();
        }
        rows += piece.count();
    }

    /** Hands on what is left. Returns the records written. */
    long end() throws IOException {
        csv.flush();
        return rows;
    }
}
