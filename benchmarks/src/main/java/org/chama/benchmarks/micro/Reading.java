package org.chama.benchmarks.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.BatchReader;
import org.chama.formats.BatchWriter;
import org.chama.generator.Format;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a row costs from the file to the other end of the queue, without the queue. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@OperationsPerInvocation(People.ROWS)
public class Reading {

    private final Dataset dataset = People.dataset();
    private final byte[] csv = People.file(Format.CSV);
    private final byte[] json = People.file(Format.JSON);
    private final byte[] xml = People.file(Format.XML);
    private final RawRecord record = new RawRecord(dataset.items().size());
    private final BatchWriter writer = new BatchWriter(dataset);

    @Benchmark
    public long csv() throws IOException {
        return drain(csv);
    }

    @Benchmark
    public long json() throws IOException {
        return drain(json);
    }

    @Benchmark
    public long xml() throws IOException {
        return drain(xml);
    }

    /** CSV to the wire and back: a file cut at 5,000 records or 1 MiB. */
    @Benchmark
    public long csvToRows() throws IOException {
        long rows = 0;
        int sequence = 0;
        writer.begin(new BatchId(1, sequence));
        try (RecordReader reader = People.csv(csv, dataset)) {
            boolean more = true;
            while (more) {
                more = reader.next(record) == RecordReader.Step.RECORD;
                if (more) {
                    writer.add(record);
                }
                if (writer.isFull() || !more && writer.rows() > 0) {
                    rows += decode().rows().count();
                    writer.begin(new BatchId(1, ++sequence));
                }
            }
        }
        return rows;
    }

    private Batch decode() {
        ByteBuffer body = writer.finish();
        // a message has a copy of its own
        return BatchReader.read(Arrays.copyOf(body.array(), body.limit()), body.limit());
    }

    private long drain(byte[] file) throws IOException {
        long bytes = 0;
        try (RecordReader reader = People.reader(file, dataset)) {
            while (reader.next(record) == RecordReader.Step.RECORD) {
                bytes += record.length(0);
            }
        }
        return bytes;
    }
}
