package org.chama.api.notices;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.desk.Listing;
import org.osgi.annotation.versioning.ProviderType;

/** What a person must act on now: one alarm an incident, from its beginning to its end, however often it is raised. Thread-safe. */
@ProviderType
public interface Alarms {

    /**
     * Raises an alarm, unless one of this key stands.
     *
     * @param key names the incident, {@code stage-unowned:person:STORAGE}
     * @param department that must act; empty for the platform's operators
     */
    void raise(Connection transaction, String key, String department, Text text) throws SQLException;

    /** Ends the alarm of this key, if there is one. */
    void clear(Connection transaction, String key) throws SQLException;

    /** Raises it in a transaction of its own; an outage of the database is thrown on. */
    void raise(String key, String department, Text text);

    void clear(String key);

    /**
     * Newest first.
     *
     * @param reach the departments whose alarms may be seen at all; those of the platform itself are seen by who reaches everywhere
     * @param standing only those that have not ended
     */
    Listing<Alarm> list(Reach reach, Optional<String> department, boolean standing, Optional<String> after, int limit);

    /** The alarm of this number, when it has not ended. */
    Optional<Alarm> standing(long number);

    /** @param times how often it was raised */
    record Alarm(
            long number,
            String key,
            String department,
            Text text,
            OffsetDateTime since,
            Optional<OffsetDateTime> ended,
            long times) {

        public Alarm {
            Objects.requireNonNull(key);
            Objects.requireNonNull(text);
        }
    }
}
