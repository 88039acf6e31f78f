package org.chama.api.desk;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.chama.api.Refusal;

/**
 * How far the open copy of a dataset has come.
 *
 * @param position last position released; {@code head} the last there is
 * @param waiting why it does not go on
 * @param since when it began to wait
 */
public record ReleaseView(
        String dataset, long position, long head, Optional<Refusal> waiting, Optional<OffsetDateTime> since) {}
