package org.chama.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.chama.api.batch.Action;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.RawRecord;

/**
 * Writes the batches of one arrival into a reused buffer and says where to cut: at {@link #RECORDS} source records or
 * {@link #SOURCE_BYTES} of source, refused records included, so that the same source gives the same batches. Used by one thread.
 *
 * <p>Form, version 2, numbers big-endian: magic {@code CHMB}, version (1 byte), confidentiality (1: 0 none, 1 secret, 2 confidential,
 * 3 top secret; version 1 has no such byte and means none), arrival (8), sequence (4), dataset number (4), dataset version (4),
 * columns (2), rows (4), first position (8), length of the dataset's short id (1) and the id; then per row the position as a varint difference to the row before, the line as a zigzag varint difference, 1 for DELETE or 0 for PUT (1 byte) and
 * per value a varint of length + 1 (0 for no value) and the bytes; at the end the CRC-32C of all before (4).
 */
public final class BatchWriter {

    /** A batch is cut after so many source records. */
    public static final int RECORDS = 5_000;

    /** A batch is cut after the record that brings it to so many bytes of source. */
    public static final int SOURCE_BYTES = 1 << 20;

    static final int MAGIC = 0x43484D42;
    static final int VERSION = 2;
    /** Bytes before the dataset's short id. */
    static final int FIXED = 4 + 1 + 1 + 8 + 4 + 4 + 4 + 2 + 4 + 8 + 1;

    private final byte[] dataset;
    private final int number;
    private final int version;
    private final int columns;
    private final byte confidentiality;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[256 << 10];
    private int size;
    private BatchId id = new BatchId(0, 0);
    private int rows;
    private int records;
    private long sourceBytes;
    private long firstPosition;
    private long lastPosition;
    private long lastLine;

    public BatchWriter(Dataset dataset) {
        this.dataset = dataset.id().getBytes(StandardCharsets.US_ASCII);
        this.number = dataset.number();
        this.version = dataset.version();
        this.columns = dataset.items().size();
        this.confidentiality = code(dataset.confidentiality());
        if (this.dataset.length > 255 || columns < 1 || columns > 0xFFFF) {
            throw new IllegalArgumentException("a dataset that no batch can carry: " + dataset.id());
        }
    }

    private static byte code(Confidentiality level) {
        return switch (level) {
            case NONE -> 0;
            case SECRET -> 1;
            case CONFIDENTIAL -> 2;
            case TOP_SECRET -> 3;
        };
    }

    /** Begins a batch; what was not finished is dropped. */
    public void begin(BatchId batch) {
        id = batch;
        size = FIXED + dataset.length;
        rows = 0;
        records = 0;
        sourceBytes = 0;
        firstPosition = 0;
        lastPosition = 0;
        lastLine = 0;
    }

    /**
     * Adds what a reader found; a refused record only counts for the cut.
     *
     * @return whether the batch has reached its cut and must be finished before the next record
     */
    public boolean add(RawRecord record) {
        if (isFull()) {
            throw new IllegalStateException("batch " + id + " has reached its cut");
        }
        records++;
        sourceBytes += record.sourceBytes();
        if (record.refusal() == null) {
            row(record);
        }
        return isFull();
    }

    /** Whether the cut has been reached. */
    public boolean isFull() {
        return records >= RECORDS || sourceBytes >= SOURCE_BYTES;
    }

    /** Records of good form so far; a batch without any is not sent. */
    public int rows() {
        return rows;
    }

    /** Source records so far, refused ones included. */
    public int records() {
        return records;
    }

    /**
     * Completes the batch.
     *
     * @return a view of its bytes, from the array's beginning to the limit, good until the next {@link #begin} or {@link #add}
     * @throws IllegalStateException when it has no rows
     */
    public ByteBuffer finish() {
        if (rows == 0) {
            throw new IllegalStateException("batch " + id + " has no rows");
        }
        ByteBuffer.wrap(buffer)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put(confidentiality)
                .putLong(id.arrival())
                .putInt(id.sequence())
                .putInt(number)
                .putInt(version)
                .putShort((short) columns)
                .putInt(rows)
                .putLong(firstPosition)
                .put((byte) dataset.length)
                .put(dataset);
        ensure(4);
        crc.reset();
        crc.update(buffer, 0, size);
        ByteBuffer.wrap(buffer, size, 4).putInt((int) crc.getValue());
        return ByteBuffer.wrap(buffer, 0, size + 4);
    }

    private void row(RawRecord record) {
        if (rows++ == 0) {
            firstPosition = record.position();
            lastPosition = firstPosition;
        }
        long lineStep = record.line() - lastLine;
        ensure(24);
        varint(record.position() - lastPosition);
        varint(lineStep << 1 ^ lineStep >> 63);
        buffer[size++] = (byte) (record.action() == Action.DELETE ? 1 : 0);
        lastPosition = record.position();
        lastLine = record.line();
        byte[] data = record.data();
        for (int i = 0; i < columns; i++) {
            int length = record.length(i);
            ensure(Math.max(0, length) + 10L);
            varint(length + 1L);
            if (length > 0) {
                System.arraycopy(data, record.start(i), buffer, size, length);
                size += length;
            }
        }
    }

    private void varint(long number) {
        long left = number;
        while ((left & ~0x7FL) != 0) {
            buffer[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        buffer[size++] = (byte) left;
    }

    private void ensure(long more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.toIntExact(Math.max(buffer.length * 2L, size + more)));
        }
    }
}
