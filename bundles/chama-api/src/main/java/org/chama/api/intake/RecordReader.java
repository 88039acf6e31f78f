package org.chama.api.intake;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads the records of one source in order and judges their form only: charset, structure, column count, size. The same bytes and
 * profile give the same records at the same positions, always. Used by one thread.
 */
public interface RecordReader extends Closeable {

    /** What {@link #next} found. */
    enum Step {
        /** A record of good form. */
        RECORD,
        /** A record that cannot be taken: position, line and refusal are set; the next call goes on behind it. */
        REFUSED,
        /** The source ended in good order. */
        END
    }

    /**
     * Reads the next record.
     *
     * @param into has as many columns as the dataset version has items
     * @throws org.chama.api.RefusedException when the source as a whole cannot be taken (from here on): a binary, a DTD, a missing
     *     column, a truncated end. Records read before it were good.
     */
    Step next(RawRecord into) throws IOException;
}
