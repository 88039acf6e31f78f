package org.chama.ledger;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.store.Zone;

/** A database that goes away and comes back. */
final class Away implements Database {

    private final Database database;
    volatile boolean away;
    /** What happens after a commit, before its writer goes on. */
    volatile Runnable afterCommit = () -> {};

    final AtomicLong asked = new AtomicLong();

    Away(Database database) {
        this.database = database;
    }

    private Database there() {
        asked.incrementAndGet();
        if (away) {
            throw new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("away"));
        }
        return database;
    }

    @Override
    public Kind kind() {
        return database.kind();
    }

    @Override
    public <T> T write(Work<T> work) {
        T result = there().write(work);
        afterCommit.run();
        return result;
    }

    @Override
    public <T> T read(Work<T> work) {
        return there().read(work);
    }

    @Override
    public DataSource reader(Zone zone) {
        return database.reader(zone);
    }

    @Override
    public void migrate(String module, ClassLoader loader) {
        database.migrate(module, loader);
    }
}
