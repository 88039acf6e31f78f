package org.chama.api.desk;

import java.util.List;
import java.util.Optional;
import org.chama.api.access.Caller;
import org.chama.api.batch.BatchId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where exchanges are watched and repaired. Lists read the database by keyset and never row by row. Thread-safe.
 *
 * <p>Every call that cannot be done throws {@link org.chama.api.RefusedException}.
 */
@ProviderType
public interface Desk {

    /** @param limit 1 to 1,000, here and below */
    Listing<ArrivalView> arrivals(Filter filter, Optional<String> after, int limit);

    Optional<ArrivalView> arrival(long number);

    Listing<BatchView> batches(Filter filter, Optional<String> after, int limit);

    Optional<Trace> trace(BatchId batch);

    /** The path of the batch that holds the record which begins at this line of an arrival's source, or the last before it. */
    Optional<Trace> trace(long arrival, long line);

    /** In order of arrival and position. */
    Listing<QuarantinedRow> quarantine(Filter filter, Optional<String> after, int limit);

    /** Every open dataset's release. */
    List<ReleaseView> releases();

    /** Puts a dead batch back into its department's intake queue under the same id, if the caller may. */
    void replay(BatchId batch, Caller caller, String reason);

    /** Decides a held arrival, if the caller may: taken on, or put into quarantine. */
    void decide(long arrival, boolean take, Caller caller, String reason);
}
