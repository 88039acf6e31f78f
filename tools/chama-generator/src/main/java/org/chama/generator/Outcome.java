package org.chama.generator;

/** What must become of a row. */
public enum Outcome {
    STORED,
    /** Rejected by the content check. */
    CHECK,
    /** Refused at the door for its form. */
    DOOR
}
