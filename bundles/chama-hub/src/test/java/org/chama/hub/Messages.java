package org.chama.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.RawRecord;
import org.chama.formats.BatchWriter;

/** Batches as they travel. */
final class Messages {

    private Messages() {}

    /** A batch whose rows begin at this position; a row is the values of the dataset's items, the last may be left out. */
    static byte[] batch(Dataset dataset, BatchId id, long position, List<List<String>> rows) {
        BatchWriter writer = new BatchWriter(dataset);
        writer.begin(id);
        RawRecord record = new RawRecord(dataset.items().size());
        long at = position;
        for (List<String> row : rows) {
            record.begin(at, at + 1);
            for (int column = 0; column < row.size(); column++) {
                byte[] value = row.get(column).getBytes(StandardCharsets.UTF_8);
                record.set(column, value, 0, value.length);
            }
            writer.add(record);
            at++;
        }
        ByteBuffer body = writer.finish();
        return Arrays.copyOfRange(body.array(), body.position(), body.limit());
    }
}
