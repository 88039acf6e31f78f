package org.chama.api.desk;

/** Where an arrival stands. */
public enum ArrivalState {
    /** The row is committed; the file may still lie in the drop folder. */
    CLAIMED,
    /** The file lies in {@code taken/}; its records are being read and queued. */
    TAKEN,
    /** Every record of good form is durably queued. */
    QUEUED,
    /** Every batch is stored or dead-lettered; the file is archived. */
    STORED,
    /** Equal to the source's latest arrival: archived, not stored. */
    REPEAT,
    /** Possible repeat, or a snapshot that looks wrong: waits for a person. */
    HELD,
    /** Not taken as a whole: in quarantine, with a report. */
    REFUSED,
    /** The file had gone before it could be taken. */
    VOID;

    /** Whether nothing more will happen by itself. */
    public boolean ended() {
        return this == STORED || this == REPEAT || this == REFUSED || this == VOID;
    }
}
