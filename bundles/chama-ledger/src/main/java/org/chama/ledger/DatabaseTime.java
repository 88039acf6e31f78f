package org.chama.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.chama.api.database.Database;

/** The database's clock, which all nodes share: asked at every comparison, and counted on in between. */
final class DatabaseTime implements Time {

    /** By how much this node's clock may differ from the database's. */
    static final Duration TOLERANCE = Duration.ofMinutes(2);

    private final Database database;
    private final Clock node;
    private volatile Reading reading;

    DatabaseTime(Database database, Clock node) {
        this.database = database;
        this.node = node;
        this.reading = database.read(this::read);
    }

    @Override
    public Instant now() {
        Reading last = reading;
        return last.database.plusNanos(System.nanoTime() - last.nanos);
    }

    @Override
    public void compare() {
        Reading now = database.read(this::read);
        reading = now;
        Duration off = Duration.between(now.database, now.node);
        if (off.abs().compareTo(TOLERANCE) > 0) {
            throw new UnsoundException(
                    "本节点时钟与数据库时钟相差 " + off.toSeconds() + " 秒（容许 " + TOLERANCE.toSeconds() + " 秒）：校正之前不封块。",
                    "The clock of this node is " + off.toSeconds() + " s ahead of the database's ("
                            + TOLERANCE.toSeconds()
                            + " s either way are allowed): nothing is sealed until both are right.");
        }
    }

    private Reading read(Connection c) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement("select current_timestamp");
                ResultSet row = ask.executeQuery()) {
            row.next();
            return new Reading(row.getObject(1, OffsetDateTime.class).toInstant(), node.instant(), System.nanoTime());
        }
    }

    /** Both clocks at one moment. */
    private record Reading(Instant database, Instant node, long nanos) {}
}
