package org.chama.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.database.Database;
import org.chama.api.database.Outbox;

/** The outbox in a table, in order of its identity. */
public final class TableOutbox implements Outbox {

    private final Database database;

    public TableOutbox(Database database) {
        this.database = database;
    }

    @Override
    public void add(Connection transaction, String kind, String body) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(
                "insert into chama.outbox (kind, body, at) values (?, ?, current_timestamp)")) {
            insert.setString(1, kind);
            insert.setString(2, body);
            insert.executeUpdate();
        }
    }

    @Override
    public List<Event> next(int limit) {
        return database.read(c -> {
            try (PreparedStatement ask =
                    c.prepareStatement("select id, kind, body from chama.outbox order by id fetch first ? rows only")) {
                ask.setInt(1, limit);
                List<Event> events = new ArrayList<>();
                try (ResultSet rows = ask.executeQuery()) {
                    while (rows.next()) {
                        events.add(new Event(rows.getLong(1), rows.getString(2), rows.getString(3)));
                    }
                }
                return List.copyOf(events);
            }
        });
    }

    /** Deletes exactly these: an event with a smaller id may commit after they were read. */
    @Override
    public void sent(Connection transaction, List<Event> events) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("delete from chama.outbox where id = ?")) {
            for (Event event : events) {
                delete.setLong(1, event.id());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
