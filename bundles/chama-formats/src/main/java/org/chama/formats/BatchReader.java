package org.chama.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Confidentiality;

/** Reads what {@link BatchWriter} wrote, today or in version 1 of the form; memory is bounded by the body's length, whatever it claims. */
public final class BatchReader {

    /** Bytes before the dataset's short id in version 1, which had no confidentiality. */
    private static final int FIXED_1 = BatchWriter.FIXED - 1;

    private final byte[] body;
    private final int limit;
    private int at;

    private BatchReader(byte[] body, int at, int limit) {
        this.body = body;
        this.at = at;
        this.limit = limit;
    }

    /**
     * Reads a batch, of whatever confidentiality.
     *
     * @param body becomes the data of the batch's rows: nobody may write to it afterwards
     * @param length bytes of it that are the batch
     * @throws MalformedBatchException when the checksum, a length or a number is wrong
     */
    public static Batch read(byte[] body, int length) {
        if (length < FIXED_1 + 4 || length > body.length) {
            throw new MalformedBatchException("a batch of " + length + " bytes in " + body.length);
        }
        ByteBuffer head = ByteBuffer.wrap(body, 0, length);
        if (head.getInt() != BatchWriter.MAGIC) {
            throw new MalformedBatchException("it does not begin as a batch");
        }
        int version = head.get();
        if (version != BatchWriter.VERSION && version != 1) {
            throw new MalformedBatchException("version " + version + " of the form is not known");
        }
        int fixed = version == 1 ? FIXED_1 : BatchWriter.FIXED;
        int limit = length - 4;
        CRC32C crc = new CRC32C();
        crc.update(body, 0, limit);
        if ((int) crc.getValue() != head.getInt(limit)) {
            throw new MalformedBatchException("the checksum is wrong");
        }
        Confidentiality confidentiality = version == 1 ? Confidentiality.NONE : level(head.get());
        BatchId id = new BatchId(head.getLong(), head.getInt());
        int number = head.getInt();
        int datasetVersion = head.getInt();
        int columns = head.getShort() & 0xFFFF;
        int rows = head.getInt();
        long first = head.getLong();
        int name = head.get() & 0xFF;
        int start = fixed + name;
        if (id.arrival() < 1
                || id.sequence() < 0
                || start > limit
                || columns < 1
                || rows < 1
                || rows > BatchWriter.RECORDS
                || (long) rows * (columns + 3) > limit - start) {
            throw new MalformedBatchException(
                    "batch " + id + ": " + rows + " rows of " + columns + " columns in " + length + " bytes");
        }
        String dataset = new String(body, fixed, name, StandardCharsets.US_ASCII);
        Rows read = new BatchReader(body, start, limit).rows(columns, rows, first);
        return new Batch(id, dataset, number, datasetVersion, confidentiality, read);
    }

    private static Confidentiality level(byte code) {
        return switch (code) {
            case 0 -> Confidentiality.NONE;
            case 1 -> Confidentiality.SECRET;
            case 2 -> Confidentiality.CONFIDENTIAL;
            case 3 -> Confidentiality.TOP_SECRET;
            default -> throw new MalformedBatchException("confidentiality " + code + " is not known");
        };
    }

    private Rows rows(int columns, int count, long first) {
        int[] starts = new int[columns * count];
        int[] lengths = new int[columns * count];
        long[] positions = new long[count];
        long[] lines = new long[count];
        boolean[] deletes = new boolean[count];
        long position = first;
        long line = 0;
        int value = 0;
        for (int row = 0; row < count; row++) {
            long step = varint();
            if (step < 0 || step == 0 != (row == 0) || position > Long.MAX_VALUE - step) {
                throw new MalformedBatchException("the position of row " + row + " is wrong");
            }
            position += step;
            long lineStep = varint();
            line += lineStep >>> 1 ^ -(lineStep & 1);
            if (position < 1 || line < 0 || at == limit || (body[at] & 0xFE) != 0) {
                throw new MalformedBatchException("the beginning of row " + row + " is wrong");
            }
            positions[row] = position;
            lines[row] = line;
            deletes[row] = body[at++] == 1;
            for (int i = 0; i < columns; i++, value++) {
                long length = varint() - 1;
                if (length < -1 || length > limit - at) {
                    throw new MalformedBatchException("a value of row " + row + " goes beyond the end");
                }
                starts[value] = at;
                lengths[value] = (int) length;
                at += Math.max(0, (int) length);
            }
        }
        if (at != limit) {
            throw new MalformedBatchException("there is something behind the last row");
        }
        return Rows.of(columns, count, body, starts, lengths, positions, lines, deletes);
    }

    private long varint() {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == limit) {
                throw new MalformedBatchException("a number goes beyond the end");
            }
            byte part = body[at++];
            number |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new MalformedBatchException("a number is too long");
    }
}
