package org.chama.api.database;

/** A failed statement, and what its caller may make of it. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose fault it was. */
    public enum Cause {
        /** The database is away, full or shutting down: nobody's attempt; try again when it is back. */
        OUTAGE,
        /** Another transaction was there first (unique key, deadlock, serialization): try again at once. */
        CONFLICT,
        /** The statement or its data: trying again gives the same. */
        FAULT
    }

    private final Cause kind;

    public DatabaseException(Cause kind, Throwable cause) {
        super(cause.getMessage(), cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
