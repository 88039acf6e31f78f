package org.chama.store;

/**
 * How the share zone's table holds an item. An item that becomes encrypted goes PLAIN, INDEXING (only with a blind index), SEALING,
 * SEALED; one that ceases to be goes SEALED, OPENING, PLAIN.
 */
enum Form {
    /** As it is. */
    PLAIN,
    /** As it is, with a blind index that is not complete yet. */
    INDEXING,
    /** Encrypted; rows of before are still plain. */
    SEALING,
    /** Encrypted. */
    SEALED,
    /** As it is; rows of before are still encrypted. */
    OPENING;

    /** Where an item goes that is declared encrypted, or not, from now on. */
    Form toward(boolean encrypted, boolean indexed) {
        return switch (this) {
            case PLAIN -> encrypted ? indexed ? INDEXING : SEALING : this;
            case INDEXING -> encrypted ? this : PLAIN;
            case SEALING, SEALED -> encrypted ? this : OPENING;
            case OPENING -> encrypted ? SEALING : this;
        };
    }

    /** What follows when every row has been seen to. */
    Form next() {
        return switch (this) {
            case PLAIN, OPENING -> PLAIN;
            case INDEXING -> SEALING;
            case SEALING, SEALED -> SEALED;
        };
    }

    boolean writesCipher() {
        return this == SEALING || this == SEALED;
    }

    boolean hasCipher() {
        return writesCipher() || this == OPENING;
    }

    boolean hasPlain() {
        return this != SEALED;
    }

    /** Whether the blind index is kept, where the item has one. */
    boolean hasBlind() {
        return this != PLAIN;
    }

    /** Whether the blind index is complete and stands for the item in keys and conditions. */
    boolean byBlind() {
        return hasCipher();
    }
}
