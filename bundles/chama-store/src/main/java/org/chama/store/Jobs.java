package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.dataset.Dataset;
import org.chama.api.store.Job;

/** The rows that say what is being rewritten and how far it has come. */
final class Jobs {

    /** Moments people read, wherever the server is. */
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final String SELECT =
            "select number, dataset, purpose, done, total, begun, ended from chama.dataset_job";

    /** Where a pass has come; nowhere yet at its beginning. */
    record Progress(Optional<Place> place, long done) {}

    private Jobs() {}

    /** A job from the beginning, in place of any other of the dataset. */
    static void begin(Connection connection, Dataset dataset, Job.Purpose purpose) throws SQLException {
        update(connection, "delete from chama.dataset_job where number = ?", dataset.number());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.dataset_job (number, dataset, purpose, running, again, done, total)"
                        + " values (?, ?, ?, true, false, 0, 0)")) {
            insert.setInt(1, dataset.number());
            insert.setString(2, dataset.id());
            insert.setString(3, purpose.name());
            insert.executeUpdate();
        }
    }

    /** Lets another pass follow the one that runs. Returns whether one does. */
    static boolean again(Connection connection, int number) throws SQLException {
        return update(connection, "update chama.dataset_job set again = true where number = ? and running", number) > 0;
    }

    /** The numbers of the datasets that are being rewritten. */
    static List<Integer> running(Connection connection) throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select number from chama.dataset_job where running order by number")) {
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
        }
        return numbers;
    }

    /** Empty when the dataset is not being rewritten. */
    static Optional<Progress> progress(Connection connection, int number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "select place_first, place_second, done from chama.dataset_job where number = ? and running for update")) {
            query.setInt(1, number);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long first = row.getLong(1);
                Optional<Place> place =
                        row.wasNull() ? Optional.empty() : Optional.of(new Place(first, row.getLong(2)));
                return Optional.of(new Progress(place, row.getLong(3)));
            }
        }
    }

    static void total(Connection connection, int number, long total) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update chama.dataset_job set total = ? where number = ?")) {
            update.setLong(1, total);
            update.setInt(2, number);
            update.executeUpdate();
        }
    }

    static void advance(Connection connection, int number, Place place, long done) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.dataset_job set place_first = ?, place_second = ?, done = ? where number = ?")) {
            update.setLong(1, place.first());
            update.setLong(2, place.second());
            update.setLong(3, done);
            update.setInt(4, number);
            update.executeUpdate();
        }
    }

    /** Begins the next pass when there is a reason, or ends the job. Returns whether there is a next one. */
    static boolean endPass(Connection connection, int number, boolean unsettled) throws SQLException {
        boolean more = update(
                        connection,
                        "update chama.dataset_job set again = false, place_first = null, place_second = null, done = 0"
                                + " where number = ? and running" + (unsettled ? "" : " and again"),
                        number)
                > 0;
        if (!more) {
            update(
                    connection,
                    "update chama.dataset_job set running = false, ended = current_timestamp where number = ? and running",
                    number);
        }
        return more;
    }

    static Job job(Connection connection, int number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SELECT + " where number = ?")) {
            query.setInt(1, number);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return job(row);
            }
        }
    }

    static List<Job> all(Connection connection) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SELECT + " order by number");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                jobs.add(job(rows));
            }
        }
        return jobs;
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getInt(1),
                row.getString(2),
                Job.Purpose.valueOf(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                moment(row, 6).orElseThrow(),
                moment(row, 7));
    }

    private static Optional<OffsetDateTime> moment(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column))
                .map(time -> time.toInstant().atZone(ZONE).toOffsetDateTime());
    }

    private static int update(Connection connection, String sql, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            return statement.executeUpdate();
        }
    }
}
