package org.chama.api.desk;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.batch.BatchId;

/**
 * A batch (批次) as the registry has it.
 *
 * @param position its number within the dataset, when numbered
 * @param reason why it waits or is dead
 */
public record BatchView(
        BatchId id,
        String dataset,
        String department,
        BatchState state,
        Optional<Long> position,
        long firstRecord,
        long lastRecord,
        int rows,
        int stored,
        int repeats,
        int rejected,
        OffsetDateTime at,
        Optional<Refusal> reason) {}
