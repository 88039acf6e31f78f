package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.database.Database;
import org.chama.api.dataset.Datasets;
import org.chama.api.store.Zone;

/**
 * The generations of snapshot datasets: which one a zone's readers see, which ones are still there, and how old ones go. Thread-safe.
 */
final class Generations {

    /** Positions deleted in one transaction. */
    private static final long CHUNK = 50_000;

    /** A generation that is no longer the visible one. */
    private record Former(int number, Zone zone, long arrival) {}

    private final Database database;

    Generations(Database database) {
        this.database = database;
    }

    /**
     * Gives up an arrival's generation in these zones, unless it is or was visible in one. Its rows are due at once.
     */
    static boolean discard(Connection connection, List<Zone> zones, int number, long arrival) throws SQLException {
        for (Zone zone : zones) {
            if (lockVisible(connection, zone, number)
                            .filter(visible -> visible == arrival)
                            .isPresent()
                    || isFormer(connection, zone, number, arrival, "")) {
                return false;
            }
        }
        for (Zone zone : zones) {
            update(
                    connection,
                    "insert into chama.dataset_generation_former (arrival, number, zone, purging) values (?, ?, ?, true)",
                    arrival,
                    number,
                    zone);
        }
        return true;
    }

    private static boolean isFormer(Connection connection, Zone zone, int number, long arrival, String and)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select arrival from chama.dataset_generation_former where number = ? and zone = ? and arrival = ?"
                        + and)) {
            query.setInt(1, number);
            query.setString(2, zone.name());
            query.setLong(3, arrival);
            return first(query).isPresent();
        }
    }

    /**
     * Makes an arrival's generation the visible one; one that a later arrival overtook is left to be purged, and one that is being
     * purged stays invisible.
     */
    static boolean flip(Connection connection, Zone zone, int number, long arrival) throws SQLException {
        Optional<Long> visible = lockVisible(connection, zone, number);
        if (isFormer(connection, zone, number, arrival, " and purging")) {
            return false;
        }
        if (visible.isEmpty()) {
            update(
                    connection,
                    "insert into chama.dataset_generation (arrival, number, zone) values (?, ?, ?)",
                    arrival,
                    number,
                    zone);
            return true;
        }
        if (visible.get() == arrival) {
            return true;
        }
        boolean later = arrival > visible.get();
        long former = later ? visible.get() : arrival;
        update(
                connection,
                "delete from chama.dataset_generation_former where arrival = ? and number = ? and zone = ?",
                former,
                number,
                zone);
        update(
                connection,
                "insert into chama.dataset_generation_former (arrival, number, zone) values (?, ?, ?)",
                former,
                number,
                zone);
        if (later) {
            update(
                    connection,
                    "update chama.dataset_generation set arrival = ?, flipped_at = current_timestamp"
                            + " where number = ? and zone = ?",
                    arrival,
                    number,
                    zone);
        }
        return later;
    }

    /** The generation readers of the zone see, asked with any role that reads the zone. */
    static Optional<Long> visible(Connection connection, Zone zone, int number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select arrival from " + zone.schema() + ".generation where number = ? and visible")) {
            query.setInt(1, number);
            return first(query);
        }
    }

    /** Whether every row of a generation is still there. */
    static boolean kept(Connection connection, Zone zone, int number, long arrival) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select arrival from " + zone.schema() + ".generation where number = ? and arrival = ?")) {
            query.setInt(1, number);
            query.setLong(2, arrival);
            return first(query).isPresent();
        }
    }

    /**
     * Deletes the generations replaced longer ago than {@code age}, a piece at a time; one that began is ended even if this was
     * interrupted before. A generation of the share zone stays while the open copy has not come as far. Returns how many went.
     *
     * @param datasets says which datasets have an open copy
     */
    int purge(Duration age, Datasets datasets) {
        int purged = 0;
        for (Former former : due(age, datasets)) {
            database.write(connection -> mark(connection, former));
            for (Bounds bounds = bounds(former); bounds.first <= bounds.last; bounds = bounds.rest()) {
                Bounds piece = bounds;
                database.write(connection -> delete(connection, former, piece));
            }
            database.write(connection -> forget(connection, former));
            purged++;
        }
        return purged;
    }

    private record Bounds(long first, long last) {
        Bounds rest() {
            return new Bounds(first + CHUNK, last);
        }
    }

    private List<Former> due(Duration age, Datasets datasets) {
        return database.read(connection -> {
            List<Former> due = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "select f.number, f.zone, f.arrival, (select o.arrival from chama.dataset_generation o"
                            + " where o.number = f.number and o.zone = 'OPEN'), f.purging"
                            + " from chama.dataset_generation_former f where f.purging or f.replaced_at <= ?"
                            + " order by f.number, f.zone, f.arrival")) {
                query.setTimestamp(1, Timestamp.from(now(connection).minus(age)));
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Former former = new Former(rows.getInt(1), Zone.valueOf(rows.getString(2)), rows.getLong(3));
                        long open = rows.getLong(4);
                        if (rows.getBoolean(5)
                                || former.zone == Zone.OPEN
                                || !isOpen(datasets, former.number)
                                || open >= former.arrival) {
                            due.add(former);
                        }
                    }
                }
            }
            return due;
        });
    }

    private static boolean isOpen(Datasets datasets, int number) {
        return datasets.all().stream().anyMatch(dataset -> dataset.number() == number && dataset.isOpen());
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_timestamp")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static int mark(Connection connection, Former former) throws SQLException {
        return update(
                connection,
                "update chama.dataset_generation_former set purging = true"
                        + " where arrival = ? and number = ? and zone = ?",
                former.arrival,
                former.number,
                former.zone);
    }

    private static int forget(Connection connection, Former former) throws SQLException {
        return update(
                connection,
                "delete from chama.dataset_generation_former where arrival = ? and number = ? and zone = ?",
                former.arrival,
                former.number,
                former.zone);
    }

    private Bounds bounds(Former former) {
        return database.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select coalesce(min(position), 1), coalesce(max(position), 0) from "
                            + table(former) + " where arrival = ?")) {
                query.setLong(1, former.arrival);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return new Bounds(row.getLong(1), row.getLong(2));
                }
            }
        });
    }

    private static int delete(Connection connection, Former former, Bounds bounds) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from " + table(former) + " where arrival = ? and position >= ? and position < ?")) {
            delete.setLong(1, former.arrival);
            delete.setLong(2, bounds.first);
            delete.setLong(3, bounds.first + CHUNK);
            return delete.executeUpdate();
        }
    }

    private static String table(Former former) {
        return former.zone.schema() + ".d" + former.number;
    }

    private static Optional<Long> lockVisible(Connection connection, Zone zone, int number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select arrival from chama.dataset_generation where number = ? and zone = ? for update")) {
            query.setInt(1, number);
            query.setString(2, zone.name());
            return first(query);
        }
    }

    private static Optional<Long> first(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
        }
    }

    private static int update(Connection connection, String sql, long arrival, int number, Zone zone)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, arrival);
            statement.setInt(2, number);
            statement.setString(3, zone.name());
            return statement.executeUpdate();
        }
    }
}
