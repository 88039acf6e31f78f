package org.chama.console;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.store.Zone;

/** Runs what it is given without a connection: what writes in tests needs none. */
final class Memory implements Database {

    boolean away;

    @Override
    public Kind kind() {
        return Kind.H2;
    }

    @Override
    public <T> T write(Work<T> work) {
        try {
            if (away) {
                throw new SQLException("away");
            }
            return work.run(null);
        } catch (SQLException e) {
            throw new DatabaseException(DatabaseException.Cause.OUTAGE, e);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        return write(work);
    }

    @Override
    public DataSource reader(Zone zone) {
        throw new UnsupportedOperationException(zone.schema());
    }

    @Override
    public void migrate(String module, ClassLoader loader) {
        throw new UnsupportedOperationException();
    }
}
