package org.chama.api.desk;

import java.time.OffsetDateTime;
import org.chama.api.Refusal;

/**
 * A record that was not taken.
 *
 * @param line of the source on which it begins
 * @param item at fault, empty for the record as a whole
 * @param stage {@code door}, {@code check} or {@code store}
 * @param masked the raw value with every letter and digit hidden but its shape; the provider's report has the place
 */
public record QuarantinedRow(
        long arrival,
        long position,
        long line,
        String dataset,
        String department,
        String stage,
        String item,
        Refusal refusal,
        String masked,
        OffsetDateTime at) {}
