package org.chama.formats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.RecordReader.Step;

/** Measures rows a second of CSV, by itself and with the batch written and read back. A program, not a test. */
public final class CsvSpeed {

    private CsvSpeed() {}

    public static void main(String[] args) throws IOException {
        Dataset dataset = Samples.columns(12);
        StringBuilder text = new StringBuilder("c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11\r\n");
        int rows = 500_000;
        for (int i = 0; i < rows; i++) {
            text.append("530000190001")
                    .append(String.format("%06d", i))
                    .append(",张三丰")
                    .append(i % 1000);
            text.append(",1900-01-01,1,1380000")
                    .append("0000,云南省昆明市五华区人民中路")
                    .append(i % 1000)
                    .append("号");
            text.append(",\"6222000000000000\",汉族,530102,some remark that fills the row,,2026-11-25 08:00:00\r\n");
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] gb = text.toString().getBytes(Samples.GB18030);
        System.out.printf("%d rows, %d bytes a row (UTF-8)%n", rows, utf8.length / rows);
        for (int round = 0; round < 6; round++) {
            measure("UTF-8 ", utf8, rows, dataset, false);
            measure("GB18030", gb, rows, dataset, false);
            measure("UTF-8 + batch written and read", utf8, rows, dataset, true);
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append("{\"c0\":\"530000190001").append(String.format("%06d", i));
            lines.append("\",\"c1\":\"张三丰\",\"c2\":\"1900-01-01\",\"c3\":1,\"c5\":\"云南省昆明市五华区人民中路\"}\n");
        }
        byte[] json = lines.toString().getBytes(StandardCharsets.UTF_8);
        byte[] array = ("[" + lines.toString().strip().replace("\n", ",\n") + "]").getBytes(StandardCharsets.UTF_8);
        StringBuilder xml = new StringBuilder("<rows>");
        for (int i = 0; i < rows; i++) {
            xml.append("<row><c0>530000190001").append(String.format("%06d", i));
            xml.append("</c0><c1>张三丰</c1><c2>1900-01-01</c2><c3>1</c3><c5>云南省昆明市五华区人民中路</c5></row>\n");
        }
        byte[] marked = xml.append("</rows>").toString().getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3; round++) {
            measure("JSON lines, 5 items", json, rows, dataset, false);
            measure("JSON array, 5 items", array, rows, dataset, false);
            measure("XML, 5 items", marked, rows, dataset, false);
        }
        ByteArrayOutputStream sink = new ByteArrayOutputStream(1 << 20);
        long begin = System.nanoTime();
        try (CsvWriter writer = new CsvWriter(sink, CsvWriter.Cells.GUARDED)) {
            byte[] cell = "云南省昆明市五华区".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < rows; i++) {
                for (int c = 0; c < 12; c++) {
                    writer.value(cell, 0, cell.length);
                }
                writer.endRow();
                if (sink.size() > 1 << 20) {
                    sink.reset();
                }
            }
        }
        report("CSV written", rows, begin);
    }

    private static void measure(String what, byte[] data, int rows, Dataset dataset, boolean wire) throws IOException {
        long begin = System.nanoTime();
        RawRecord record = new RawRecord(dataset.items().size());
        BatchWriter batches = new BatchWriter(dataset);
        int sequence = 0;
        long good = 0;
        batches.begin(new BatchId(1, sequence));
        try (RecordReader reader = RecordReaders.open(new ByteArrayInputStream(data), FileProfile.AUTO, dataset)) {
            while (true) {
                Step step = reader.next(record);
                boolean cut = step == Step.END || wire && batches.add(record);
                if (wire && cut && batches.rows() > 0) {
                    ByteBuffer written = batches.finish();
                    byte[] body = Arrays.copyOf(written.array(), written.limit());
                    Batch batch = BatchReader.read(body, body.length);
                    good += batch.rows().count();
                    batches.begin(new BatchId(1, ++sequence));
                }
                if (step == Step.END) {
                    break;
                }
                good += wire ? 0 : 1;
            }
        }
        if (good != rows) {
            throw new IllegalStateException(good + " rows");
        }
        report(what, rows, begin);
    }

    private static void report(String what, int rows, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%-32s %.2f M rows/s%n", what, rows / seconds / 1e6);
    }
}
