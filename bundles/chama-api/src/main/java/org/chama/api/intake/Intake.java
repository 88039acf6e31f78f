package org.chama.api.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.chama.api.dataset.Dataset;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The hub's entrance: every door brings its arrivals here. Blocks until all records are durably queued; holds back a source whose
 * batches are not stored fast enough. Thread-safe. An outage of database or broker is thrown as an unchecked exception and is no
 * refusal: the door tries again later; what was claimed goes on under the same number.
 */
@ProviderType
public interface Intake {

    /**
     * Claims a file, takes it out of the drop folder, reads and queues it. Later it is archived, or put into quarantine, with a
     * report beside it.
     */
    Outcome file(FileArrival arrival);

    /**
     * Takes a document by writing it to disk first and then as {@link #file}; until that returns nothing has been acknowledged.
     *
     * @param content read to its end; closed by the caller
     */
    Outcome stream(StreamArrival arrival, InputStream content) throws IOException;

    /**
     * Claims a call and queues its records. The same client and requestId again finishes the queueing if needed and gets the same
     * receipt; with other content it is refused.
     *
     * @param records gives the reader of the call's records for the dataset version the arrival pins; asked only when they are to be
     *     queued; the hub closes the reader
     */
    Outcome call(CallArrival arrival, Function<Dataset, RecordReader> records);
}
