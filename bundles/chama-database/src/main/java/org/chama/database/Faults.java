package org.chama.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.chama.api.database.DatabaseException;

/** Tells whose fault a failed statement was. */
final class Faults {

    /** H2: in use by another process, I/O, corrupt, broken connection, closed, shutting down, exclusive. */
    private static final Set<String> H2_OUTAGE =
            Set.of("90020", "90028", "90030", "90031", "90067", "90098", "90121", "90135");

    /** H2: lock time-out, concurrent update. */
    private static final Set<String> H2_CONFLICT = Set.of("HYT00", "90131");

    /** H2: the database is closed, for one after a failed write. */
    private static final String CLOSED = "90098";

    private Faults() {}

    static DatabaseException of(SQLException e) {
        return new DatabaseException(cause(e), withoutValues(e));
    }

    static DatabaseException outage(SQLException e) {
        return new DatabaseException(DatabaseException.Cause.OUTAGE, e);
    }

    static boolean isOutage(SQLException e) {
        return cause(e) == DatabaseException.Cause.OUTAGE;
    }

    /** Whether H2's file has failed: what it shows from now on may not be on disk. H2 calls a failed write during a commit a general error. */
    static boolean isStoreFailure(SQLException e) {
        boolean store = false;
        for (Throwable t = e; t != null; t = t.getCause()) {
            store |= isOfStore(t);
            if (store && t instanceof IOException
                    || t instanceof SQLException sql && CLOSED.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a write into H2's file has failed, or the file was closed after such a failure; not that it could not be forced to disk. */
    static boolean isFailedWrite(SQLException e) {
        boolean closed = false;
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (isOfStore(t) && String.valueOf(t.getMessage()).startsWith("Could not sync")) {
                return false;
            }
            if (isOfStore(t) && String.valueOf(t.getMessage()).startsWith("Writing to")) {
                return true;
            }
            closed |= t instanceof SQLException sql && CLOSED.equals(sql.getSQLState());
        }
        return closed;
    }

    private static boolean isOfStore(Throwable t) {
        return t.getClass().getName().equals("org.h2.mvstore.MVStoreException");
    }

    private static DatabaseException.Cause cause(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("40") || state.equals("23505") || state.equals("55P03") || H2_CONFLICT.contains(state)) {
            return DatabaseException.Cause.CONFLICT;
        }
        if (e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || state.startsWith("08")
                || state.startsWith("57P0")
                || state.startsWith("53")
                || state.startsWith("58")
                || H2_OUTAGE.contains(state)
                || isStoreFailure(e)) {
            return DatabaseException.Cause.OUTAGE;
        }
        return DatabaseException.Cause.FAULT;
    }

    /** Errors about data quote it: what is left of their message is the part before the first value. */
    private static SQLException withoutValues(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (!state.startsWith("22") && !state.startsWith("23")) {
            return e;
        }
        String message = String.valueOf(e.getMessage());
        int end = message.length();
        for (char c : new char[] {'"', '(', '\'', '\n'}) {
            int at = message.indexOf(c);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        SQLException clean = new SQLException(
                message.substring(0, end).strip() + " [" + state + "]", e.getSQLState(), e.getErrorCode());
        clean.setStackTrace(e.getStackTrace());
        return clean;
    }
}
