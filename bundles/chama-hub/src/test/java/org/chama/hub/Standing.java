package org.chama.hub;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.desk.Listing;
import org.chama.api.notices.Alarms;

/** Alarms that are kept in memory, by their keys. */
final class Standing implements Alarms {

    private final Map<String, Text> alarms = new ConcurrentHashMap<>();

    Map<String, Text> all() {
        return alarms;
    }

    @Override
    public void raise(Connection transaction, String key, String department, Text text) {
        alarms.put(key, text);
    }

    @Override
    public void clear(Connection transaction, String key) {
        alarms.remove(key);
    }

    @Override
    public void raise(String key, String department, Text text) {
        alarms.put(key, text);
    }

    @Override
    public void clear(String key) {
        alarms.remove(key);
    }

    @Override
    public Listing<Alarm> list(
            Reach reach, Optional<String> department, boolean standing, Optional<String> after, int limit) {
        return new Listing<>(List.of(), Optional.empty());
    }

    @Override
    public Optional<Alarm> standing(long number) {
        return Optional.empty();
    }
}
