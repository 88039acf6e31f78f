package org.chama.generator;

/** What is unusual or wrong with a row, and what must become of it. */
public enum Dirt {
    NONE(Outcome.STORED),
    /** Quotes, a comma and a newline inside a value: stored as they are. */
    QUOTED(Outcome.STORED),
    /** The identifier's check digit is wrong. */
    CHECK_DIGIT(Outcome.CHECK),
    /** A required value is empty. */
    EMPTY(Outcome.CHECK),
    /** A value of 64 KiB, far over its item's length. */
    LONG(Outcome.CHECK),
    /** A value in bytes that the file's character set does not have. */
    BAD_BYTES(Outcome.DOOR),
    /** One column too many or too few, in turn. */
    COLUMNS(Outcome.DOOR);

    private final Outcome outcome;

    Dirt(Outcome outcome) {
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
