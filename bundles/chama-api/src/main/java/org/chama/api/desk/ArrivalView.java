package org.chama.api.desk;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.chama.api.Refusal;

/**
 * An arrival (到件) as an operator sees it.
 *
 * @param source file path below the drop folder, or client and requestId
 * @param records of good form; {@code refused} at the door; {@code stored}, {@code repeats} and {@code rejected} after Check
 * @param batches cut so far; {@code batchesStored} of them in the store; {@code batchesDead} dead-lettered
 * @param refusal why it was not taken as a whole
 */
public record ArrivalView(
        long number,
        String dataset,
        String department,
        String connector,
        String source,
        ArrivalState state,
        long bytes,
        long records,
        long refused,
        long stored,
        long repeats,
        long rejected,
        int batches,
        int batchesStored,
        int batchesDead,
        OffsetDateTime claimed,
        Optional<OffsetDateTime> ended,
        Optional<Refusal> refusal) {}
