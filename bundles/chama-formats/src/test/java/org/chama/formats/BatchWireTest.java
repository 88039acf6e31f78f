package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader.Step;
import org.junit.jupiter.api.Test;

class BatchWireTest {

    @Test
    void whatWasWrittenIsRead() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            Dataset dataset = Samples.columns(1 + random.nextInt(20));
            int columns = dataset.items().size();
            BatchWriter writer = new BatchWriter(dataset);
            BatchId id = new BatchId(1 + (random.nextLong() >>> 1) % Long.MAX_VALUE, random.nextInt(1000));
            writer.begin(id);
            RawRecord record = new RawRecord(columns);
            List<String> expected = new ArrayList<>();
            long position = 1 + random.nextInt(1_000_000);
            for (int row = 1 + random.nextInt(60); row > 0; row--) {
                position += 1 + random.nextInt(300);
                long line = random.nextInt(5) == 0 ? 1 : position + random.nextInt(1000);
                record.begin(position, line);
                record.action(random.nextBoolean() ? Action.DELETE : Action.PUT);
                List<String> values = new ArrayList<>();
                for (int i = 0; i < columns; i++) {
                    values.add(
                            random.nextInt(4) == 0
                                    ? null
                                    : "云a".repeat(random.nextInt(random.nextInt(20) == 0 ? 9000 : 8)));
                    if (values.get(i) != null) {
                        byte[] bytes = values.get(i).getBytes(StandardCharsets.UTF_8);
                        record.set(i, bytes, 0, bytes.length);
                    }
                }
                expected.add(position + " " + line + " " + record.action() + " " + values);
                writer.add(record);
            }
            Batch batch = read(writer);
            assertThat(batch.id()).isEqualTo(id);
            assertThat(batch.dataset()).isEqualTo("people");
            assertThat(batch.datasetNumber()).isEqualTo(7);
            assertThat(batch.datasetVersion()).isEqualTo(3);
            assertThat(rows(batch.rows())).isEqualTo(expected);
        }
    }

    @Test
    void everyConfidentialityArrivesAndAnUnknownOneIsRefused() {
        for (Confidentiality level : Confidentiality.values()) {
            byte[] body = body(level);
            assertThat(body[4]).isEqualTo((byte) 2);
            assertThat(body[5]).isEqualTo((byte) level.ordinal());
            assertThat(BatchReader.read(body, body.length).confidentiality()).isEqualTo(level);
        }
        for (int code : new int[] {4, 127, -1}) {
            byte[] body = body();
            body[5] = (byte) code;
            seal(body);
            assertThatThrownBy(() -> BatchReader.read(body, body.length))
                    .isInstanceOf(MalformedBatchException.class)
                    .hasMessageContaining("confidentiality " + code);
        }
    }

    @Test
    void aBatchOfTheFormerFormIsReadAsNotSecret() {
        byte[] body = body();
        byte[] former = new byte[body.length - 1];
        System.arraycopy(body, 0, former, 0, 5);
        System.arraycopy(body, 6, former, 5, former.length - 5);
        former[4] = 1;
        seal(former);
        Batch batch = BatchReader.read(former, former.length);
        assertThat(batch.confidentiality()).isEqualTo(Confidentiality.NONE);
        assertThat(batch.id()).isEqualTo(new BatchId(5, 6));
        assertThat(batch.dataset()).isEqualTo("people");
        assertThat(rows(batch.rows()))
                .isEqualTo(rows(BatchReader.read(body, body.length).rows()));
        for (int length = 0; length < former.length; length++) {
            byte[] cut = Arrays.copyOf(former, length);
            if (length > 8) {
                seal(cut);
            }
            assertThatThrownBy(() -> BatchReader.read(cut, cut.length)).isInstanceOf(MalformedBatchException.class);
        }
    }

    @Test
    void readingCopiesNothing() {
        byte[] body = body();
        assertThat(BatchReader.read(body, body.length).rows().data()).isSameAs(body);
    }

    @Test
    void anyFlippedBitIsSeen() {
        byte[] body = body();
        for (int i = 0; i < body.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = body.clone();
                damaged[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> BatchReader.read(damaged, damaged.length))
                        .isInstanceOf(MalformedBatchException.class);
            }
        }
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> BatchReader.read(cut, cut.length)).isInstanceOf(MalformedBatchException.class);
        }
        assertThatThrownBy(() -> BatchReader.read(body, body.length + 1)).isInstanceOf(MalformedBatchException.class);
    }

    /** With a right checksum: whoever can write to the queue gets either rows within the body or the exception. */
    @Test
    void forgedBodiesStayWithinTheirBounds() {
        Random random = new Random(3);
        byte[] body = body();
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] forged = Arrays.copyOf(body, body.length - random.nextInt(3));
            for (int change = random.nextInt(4); change >= 0; change--) {
                forged[5 + random.nextInt(forged.length - 9)] = (byte) random.nextInt(256);
            }
            seal(forged);
            try {
                Rows rows = BatchReader.read(forged, forged.length).rows();
                for (int row = 0; row < rows.count(); row++) {
                    for (int i = 0; i < rows.columns(); i++) {
                        int length = rows.length(row, i);
                        assertThat(length).isGreaterThanOrEqualTo(-1);
                        assertThat(rows.start(row, i) + Math.max(0, length)).isLessThanOrEqualTo(forged.length - 4);
                    }
                    assertThat(rows.position(row)).isGreaterThan(row == 0 ? 0 : rows.position(row - 1));
                }
                read++;
            } catch (MalformedBatchException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    @Test
    void hugeClaimsAllocateNothing() {
        byte[] body = body();
        ByteBuffer.wrap(body).putShort(26, (short) 0xFFFF).putInt(28, 5000);
        seal(body);
        assertThatThrownBy(() -> BatchReader.read(body, body.length)).hasMessageContaining("5000 rows of 65535");
        ByteBuffer.wrap(body).putShort(26, (short) 3).putInt(28, -1);
        seal(body);
        assertThatThrownBy(() -> BatchReader.read(body, body.length)).isInstanceOf(MalformedBatchException.class);
    }

    @Test
    void cutsAtFiveThousandSourceRecordsRefusedOnesIncluded() {
        BatchWriter writer = new BatchWriter(Samples.three());
        writer.begin(new BatchId(1, 0));
        RawRecord record = new RawRecord(3);
        for (int i = 1; i <= 5000; i++) {
            record.begin(i, i);
            record.sourceBytes(10);
            if (i % 2 == 0) {
                record.refuse(Refusal.of("x", "x", "x"), "", new byte[0]);
            }
            assertThat(writer.add(record)).isEqualTo(i == 5000);
        }
        assertThat(writer.rows()).isEqualTo(2500);
        assertThat(writer.records()).isEqualTo(5000);
        assertThatThrownBy(() -> writer.add(record)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cutsAtOneMebibyteOfSource() {
        BatchWriter writer = new BatchWriter(Samples.three());
        writer.begin(new BatchId(1, 0));
        RawRecord record = new RawRecord(3);
        record.begin(1, 1);
        record.sourceBytes(BatchWriter.SOURCE_BYTES - 1);
        assertThat(writer.add(record)).isFalse();
        record.begin(2, 2);
        record.sourceBytes(1);
        assertThat(writer.add(record)).isTrue();
        writer.begin(new BatchId(1, 1));
        assertThat(writer.isFull()).isFalse();
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSameBytesGiveTheSameBatchesHoweverTheyTrickleIn() throws IOException {
        Random random = new Random(11);
        StringBuilder text = new StringBuilder("id,name,note\r\n");
        for (int i = 0; i < 30_000; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.append(i).append(",\"a\r\nb\"\"\",云南\r\n");
                case 1 -> text.append(i).append(",broken\r\n");
                case 2 -> text.append(i).append(",\"open,x\n");
                case 3 ->
                    text.append(i)
                            .append(",x,")
                            .append("z".repeat(random.nextInt(3000)))
                            .append('\r');
                default -> text.append(i).append(",张三,x\n");
            }
        }
        text.append("7,").append("y".repeat(3 << 20)).append(",x\n8,a,b\n");
        byte[] source = text.toString().getBytes(StandardCharsets.UTF_8);
        List<byte[]> whole = batches(new java.io.ByteArrayInputStream(source));
        List<byte[]> trickled = batches(new java.io.ByteArrayInputStream(source) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(5000)));
            }
        });
        assertThat(whole).hasSizeGreaterThan(6);
        assertThat(trickled).usingElementComparator(Arrays::compare).isEqualTo(whole);
    }

    private static List<byte[]> batches(InputStream in) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        Dataset dataset = Samples.three();
        BatchWriter writer = new BatchWriter(dataset);
        RawRecord record = new RawRecord(3);
        writer.begin(new BatchId(9, 0));
        try (SourceReader reader = RecordReaders.open(in, FileProfile.AUTO, dataset)) {
            for (Step step = reader.next(record); ; step = reader.next(record)) {
                if (step == Step.END || writer.add(record)) {
                    if (writer.rows() > 0) {
                        bodies.add(bytes(writer));
                    }
                    writer.begin(new BatchId(9, bodies.size()));
                }
                if (step == Step.END) {
                    return bodies;
                }
            }
        }
    }

    private static byte[] body() {
        return body(Confidentiality.NONE);
    }

    private static byte[] body(Confidentiality level) {
        Dataset three = Samples.three();
        BatchWriter writer = new BatchWriter(
                Samples.dataset(level, WriteMode.APPEND, three.items().toArray(Item[]::new)));
        writer.begin(new BatchId(5, 6));
        RawRecord record = new RawRecord(3);
        for (int i = 1; i < 5; i++) {
            record.begin(i * 200L, i * 300L);
            byte[] value = "云南 Yunnan".repeat(i * i).getBytes(StandardCharsets.UTF_8);
            record.set(0, value, 0, 3);
            record.set(2, value, 0, value.length);
            writer.add(record);
        }
        return bytes(writer);
    }

    private static byte[] bytes(BatchWriter writer) {
        ByteBuffer body = writer.finish();
        return Arrays.copyOf(body.array(), body.limit());
    }

    private static Batch read(BatchWriter writer) {
        ByteBuffer body = writer.finish();
        return BatchReader.read(body.array(), body.limit());
    }

    private static void seal(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length - 4);
        ByteBuffer.wrap(body).putInt(body.length - 4, (int) crc.getValue());
    }

    private static List<String> rows(Rows rows) {
        List<String> all = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < rows.columns(); i++) {
                values.add(rows.isNull(row, i) ? null : rows.text(row, i));
            }
            all.add(rows.position(row) + " " + rows.line(row) + " " + rows.action(row) + " " + values);
        }
        return all;
    }
}
