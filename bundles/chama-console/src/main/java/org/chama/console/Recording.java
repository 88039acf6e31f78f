package org.chama.console;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.database.Database;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;

/** Leaves lines about what a person did by a command whose service does not do so itself. */
final class Recording {

    private Recording() {}

    static void line(
            Database database, Ledger ledger, Caller caller, Held held, String kind, String about, String detail) {
        database.write(transaction -> {
            line(transaction, ledger, caller, held, kind, about, detail);
            return null;
        });
    }

    static void line(
            Connection transaction, Ledger ledger, Caller caller, Held held, String kind, String about, String detail)
            throws SQLException {
        ledger.append(transaction, List.of(new Ledger.Entry(Actor.of(caller, held), kind, about, detail)));
    }
}
