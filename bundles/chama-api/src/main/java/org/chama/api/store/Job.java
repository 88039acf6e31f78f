package org.chama.api.store;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the rewriting of a dataset's encrypted items has come.
 *
 * @param dataset short id
 * @param done rows looked at so far in this pass; a dataset may need several
 * @param total rows there were when the pass began
 * @param begun of the first pass
 * @param ended of the last pass; empty while it goes on
 */
public record Job(
        int number,
        String dataset,
        Purpose purpose,
        long done,
        long total,
        OffsetDateTime begun,
        Optional<OffsetDateTime> ended) {

    /** What values are rewritten for. */
    public enum Purpose {
        /** Items became encrypted, or ceased to be. */
        MIGRATION,
        /** The key has a newer version. */
        ROTATION
    }

    public Job {
        Objects.requireNonNull(dataset);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(begun);
        Objects.requireNonNull(ended);
    }
}
