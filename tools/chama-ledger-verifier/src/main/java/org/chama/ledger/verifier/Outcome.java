package org.chama.ledger.verifier;

import java.util.Optional;

/**
 * What a verification came to.
 *
 * @param firstBlock number of the first block, 0 when there was none
 * @param blocks whole blocks that are right
 * @param lastBlock number of the last of them, 0 when there was none
 * @param firstLine number of the first block's first line
 * @param lines in those blocks
 * @param finding the first thing that is wrong, by the number of its line
 * @param further another thing that is wrong further on, when the first was a moment: everything else was checked nevertheless
 * @param moments how many lines have a moment that cannot be
 * @param proved number of the last block a published head vouches for, 0 for none
 * @param unused how many of the published heads lie before the block before the first one
 * @param head the last whole block's header
 */
public record Outcome(
        long firstBlock,
        long blocks,
        long lastBlock,
        long firstLine,
        long lines,
        Optional<Finding> finding,
        Optional<Finding> further,
        long moments,
        long proved,
        int unused,
        Optional<Header> head) {

    /** Whether nothing is wrong but moments: everything that was given was checked. */
    public boolean whole() {
        return further.isEmpty()
                && finding.map(f -> f.kind() == Finding.Kind.BACK_DATED || f.kind() == Finding.Kind.POST_DATED)
                        .orElse(true);
    }

    /** Number of the last line of the last whole block. */
    public long lastLine() {
        return firstLine + lines - 1;
    }
}
