package org.chama.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.DatabaseException.Cause;

/** Tells whose fault a failed read with a zone's role was; reads quote no stored values. */
final class Failures {

    private Failures() {}

    static DatabaseException of(SQLException e) {
        return new DatabaseException(cause(e), e);
    }

    private static Cause cause(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean away = e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || state.startsWith("08")
                || state.startsWith("57P0")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.equals("90098")
                || state.equals("90121");
        if (away) {
            return Cause.OUTAGE;
        }
        return state.startsWith("40") || state.equals("50200") || state.equals("90131") ? Cause.CONFLICT : Cause.FAULT;
    }
}
