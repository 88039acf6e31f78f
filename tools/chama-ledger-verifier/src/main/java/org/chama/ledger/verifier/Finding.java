package org.chama.ledger.verifier;

/**
 * Something that is wrong.
 *
 * @param block in which, or in whose place
 * @param line the first line it is about
 * @param zh what and where, in Chinese
 * @param en the same in English
 */
public record Finding(Kind kind, long block, long line, String zh, String en) {

    /** What can be wrong. */
    public enum Kind {
        /** Not of the form an export has. */
        FORM,
        /** A line or a block's header is not what its digest was made of. */
        CHANGED,
        MISSING,
        DOUBLED,
        /** Stands in another's place. */
        ORDER,
        /** Older than lines before it. */
        BACK_DATED,
        /** Recorded later than it was sealed. */
        POST_DATED,
        /** The end is not there. */
        CUT,
        /** Everything fits together, but the key's holder has not signed it. */
        SIGNATURE,
        /** Everything is signed, but it is not what was published. */
        HEAD
    }
}
