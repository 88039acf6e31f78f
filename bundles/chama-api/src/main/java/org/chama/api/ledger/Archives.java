package org.chama.api.ledger;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Archive files of the ledger: exports of consecutive blocks that can be kept elsewhere, linked by digest. Each names the digest of
 * the one before in its first record, and the ledger itself has a line {@code ledger-archived} about each. Nothing is ever taken out
 * of the ledger. Thread-safe.
 */
@ProviderType
public interface Archives {

    /**
     * Checks the blocks after the last archive up to and with this one and writes them into the next archive file.
     *
     * @throws org.chama.api.RefusedException {@code conflict-ledger-archive} when there is no such block after the last archive,
     *     {@code ledger-broken} when what would be archived does not fit together
     */
    Archive close(Actor actor, long block) throws IOException;

    /** Newest first. */
    List<Archive> list(int limit);

    /**
     * An archive file.
     *
     * @param file its name in this node's folder for archives
     * @param digest SM3 of the file, hex
     * @param previous that of the archive before, 64 zeros for the first
     */
    record Archive(
            long number,
            long fromBlock,
            long toBlock,
            long lastLine,
            OffsetDateTime closed,
            String file,
            String digest,
            String previous) {

        public Archive {
            Objects.requireNonNull(closed);
            Objects.requireNonNull(file);
            Objects.requireNonNull(digest);
            Objects.requireNonNull(previous);
        }
    }
}
