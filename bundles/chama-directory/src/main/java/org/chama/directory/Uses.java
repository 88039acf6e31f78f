package org.chama.directory;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chama.api.database.Database;

/** When credentials were last used; written down once a minute. Thread-safe. */
final class Uses {

    private record Key(String client, int credential) {}

    private final Database database;
    private final Clock clock;
    private final Map<Key, OffsetDateTime> last = new HashMap<>();

    Uses(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    synchronized void used(String client, int credential) {
        last.put(new Key(client, credential), Moments.now(clock));
    }

    void flush() {
        List<Object[]> rows = new ArrayList<>();
        synchronized (this) {
            last.forEach((key, at) -> rows.add(new Object[] {at, key.client(), key.credential()}));
            last.clear();
        }
        if (!rows.isEmpty()) {
            database.write(c -> {
                Sql.batch(c, "update chama.client_credential set last_used = ? where client = ? and id = ?", rows);
                return rows.size();
            });
        }
    }
}
