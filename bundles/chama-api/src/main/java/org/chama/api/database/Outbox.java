package org.chama.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Events that commit with what they tell of and are sent afterwards, at least once, in order. Thread-safe. */
@ProviderType
public interface Outbox {

    /** An event waiting to be sent; {@code body} is a JSON object. */
    record Event(long id, String kind, String body) {}

    /** Adds an event in the caller's transaction. */
    void add(Connection transaction, String kind, String body) throws SQLException;

    /** The oldest events not yet sent. */
    List<Event> next(int limit);

    /** Forgets sent events up to and with this id, in the caller's transaction. */
    void sent(Connection transaction, List<Event> events) throws SQLException;
}
