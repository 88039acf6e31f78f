package org.chama.api.intake;

import java.util.Arrays;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;

/**
 * One source record as a reader found it: values as UTF-8 bytes in the order of the dataset's items. Reused from record to record
 * by one thread; whoever keeps a value copies it.
 */
public final class RawRecord {

    private final int columns;
    private final int[] starts;
    private final int[] lengths;
    private byte[] data = new byte[4096];
    private int size;
    private int sourceBytes;
    private long position;
    private long line;
    private Action action = Action.PUT;
    private Refusal refusal;
    private String item = "";
    private byte[] raw = new byte[0];

    public RawRecord(int columns) {
        this.columns = columns;
        this.starts = new int[columns];
        this.lengths = new int[columns];
    }

    public int columns() {
        return columns;
    }

    /** Begins a record; every value is null until set. */
    public void begin(long newPosition, long newLine) {
        position = newPosition;
        line = newLine;
        size = 0;
        sourceBytes = 0;
        action = Action.PUT;
        refusal = null;
        item = "";
        Arrays.fill(lengths, -1);
    }

    /** Sets a value by copying it; the last of several for a column stands. */
    public void set(int column, byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, data, size, length);
        starts[column] = size;
        lengths[column] = length;
        size += length;
    }

    public void action(Action newAction) {
        action = newAction;
    }

    /** How much of the source the record took, for the cut; set by the reader. */
    public void sourceBytes(int bytes) {
        sourceBytes = bytes;
    }

    /**
     * Marks the record as refused at the door.
     *
     * @param inItem name of the item at fault, empty when it is the record as a whole
     * @param rawValue what was found, for the provider's report and the quarantine; cut to 4 KiB by the caller
     */
    public void refuse(Refusal why, String inItem, byte[] rawValue) {
        refusal = why;
        item = inItem;
        raw = rawValue;
    }

    public byte[] data() {
        return data;
    }

    public int start(int column) {
        return starts[column];
    }

    /** Bytes of the value, -1 for none. */
    public int length(int column) {
        return lengths[column];
    }

    /** Place in the source counted in records, from 1, refused ones included. */
    public long position() {
        return position;
    }

    /** Line on which the record begins, from 1; for JSON and XML the line of its first character. */
    public long line() {
        return line;
    }

    public int sourceBytes() {
        return sourceBytes;
    }

    public Action action() {
        return action;
    }

    /** Why it was refused; only after a reader's {@code REFUSED}. */
    public Refusal refusal() {
        return refusal;
    }

    public String item() {
        return item;
    }

    public byte[] raw() {
        return raw;
    }

    private void ensure(int more) {
        if (data.length - size < more) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
        }
    }
}
