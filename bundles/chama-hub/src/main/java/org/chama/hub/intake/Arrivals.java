package org.chama.hub.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.Text;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.FileProfile;
import org.chama.hub.Quarantine;

/** The table of arrivals. Every change of an arrival under work names the node that works on it: a node that lost it changes nothing. */
final class Arrivals {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static final String COLUMNS =
            "number, dataset, dataset_number, dataset_version, department, connector, kind, source, name, bytes, profile, state, node, claim,"
                    + " decided, digest, records, refused, batches, refusal_code, refusal_zh, refusal_en";

    private Arrivals() {}

    static OffsetDateTime now() {
        return OffsetDateTime.now(SHANGHAI);
    }

    /**
     * The claim row.
     *
     * @param claim unique while the file lies in the drop folder; empty for calls
     * @param client and {@code requestId} unique together; empty for files
     */
    record Claim(
            String dataset,
            int datasetNumber,
            int datasetVersion,
            String department,
            String connector,
            boolean file,
            String source,
            String name,
            long bytes,
            FileProfile profile,
            String node,
            Optional<String> claim,
            Optional<String> client,
            Optional<String> requestId,
            Optional<String> digest) {}

    static long insert(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.arrival (dataset, dataset_number, dataset_version, department, connector, kind, source, name,"
                        + " bytes, profile, state, node, claim, client, request_id, digest, claimed_at)"
                        + " values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                new String[] {"number"})) {
            insert.setString(1, claim.dataset());
            insert.setInt(2, claim.datasetNumber());
            insert.setInt(3, claim.datasetVersion());
            insert.setString(4, claim.department());
            insert.setString(5, claim.connector());
            insert.setString(6, claim.file() ? "FILE" : "CALL");
            insert.setString(7, claim.source());
            insert.setString(8, claim.name());
            insert.setLong(9, claim.bytes());
            insert.setString(10, claim.profile().text());
            insert.setString(11, ArrivalState.CLAIMED.name());
            insert.setString(12, claim.node());
            insert.setString(13, claim.claim().orElse(null));
            insert.setString(14, claim.client().orElse(null));
            insert.setString(15, claim.requestId().orElse(null));
            insert.setString(16, claim.digest().orElse(null));
            insert.setObject(17, now());
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    static Optional<Arrival> find(Connection connection, long number) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + COLUMNS + " from chama.arrival where number = ?")) {
            select.setLong(1, number);
            return list(select).stream().findFirst();
        }
    }

    static Optional<Arrival> call(Connection connection, String client, String requestId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS + " from chama.arrival where client = ? and request_id = ?")) {
            select.setString(1, client);
            select.setString(2, requestId);
            return list(select).stream().findFirst();
        }
    }

    /**
     * Keeps the files of the same dataset and size from being told apart by anybody else until the transaction ends: those whose
     * claim is committed and which may be a repeat or not, this one among them.
     */
    static void lockSame(Connection connection, Arrival of) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select number from chama.arrival where dataset = ? and bytes = ?"
                        + " and kind = 'FILE' and state = 'CLAIMED' order by number for update")) {
            select.setString(1, of.dataset());
            select.setLong(2, of.bytes());
            select.executeQuery().close();
        }
    }

    /** Other files of a dataset with the same size that were taken, latest first; one that is being read has no digest yet. */
    static List<Arrival> sameSize(Connection connection, Arrival of) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from chama.arrival where dataset = ? and bytes = ? and number <> ? and kind = 'FILE'"
                + " and state in ('TAKEN', 'QUEUED', 'STORED', 'REPEAT', 'HELD') order by number desc")) {
            select.setString(1, of.dataset());
            select.setLong(2, of.bytes());
            select.setLong(3, of.number());
            select.setMaxRows(1000);
            return list(select);
        }
    }

    /** Number of the latest other file of a dataset and connector that was taken and is not held; 0 for none. */
    static long latest(Connection connection, Arrival beside) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select coalesce(max(number), 0) from chama.arrival where dataset = ? and connector = ? and number <> ?"
                        + " and kind = 'FILE' and state in ('TAKEN', 'QUEUED', 'STORED', 'REPEAT')")) {
            select.setString(1, beside.dataset());
            select.setString(2, beside.connector());
            select.setLong(3, beside.number());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** File arrivals that are not yet wholly queued. */
    static List<Arrival> unfinished(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from chama.arrival where state in ('CLAIMED', 'TAKEN') and kind = 'FILE' order by number")) {
            select.setMaxRows(1000);
            return list(select);
        }
    }

    /** Arrivals whose batches are all stored or dead-lettered, and which are not yet archived. */
    static List<Arrival> toEnd(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select " + COLUMNS
                        + " from chama.arrival a where state = 'QUEUED' and batches <= (select count(*) from chama.batch b"
                        + " where b.arrival = a.number and b.sequence < a.batches and b.state in ('STORED', 'POSITIONED', 'DEAD')) order by number")) {
            select.setMaxRows(100);
            return list(select);
        }
    }

    /** Arrivals whose end is decided and whose file is not yet where it belongs. */
    static List<Arrival> toArchive(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS
                + " from chama.arrival where ended_at is null and state in ('STORED', 'REPEAT', 'REFUSED', 'VOID')"
                + " order by number")) {
            select.setMaxRows(100);
            return list(select);
        }
    }

    /** The file is where it belongs. */
    static void archived(Connection connection, long number) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.arrival set ended_at = ? where number = ? and ended_at is null")) {
            update.setObject(1, now());
            update.setLong(2, number);
            update.executeUpdate();
        }
    }

    /** Makes another run of a node the one that works on the arrival. Returns whether this call did it. */
    static boolean takeOver(Connection connection, Arrival arrival, String node) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.arrival set node = ? where number = ? and node = ? and state = ?")) {
            update.setString(1, node);
            update.setLong(2, arrival.number());
            update.setString(3, arrival.node());
            update.setString(4, arrival.state().name());
            return update.executeUpdate() == 1;
        }
    }

    /** The file lies in {@code taken/} and is no repeat: it is to be read, and the claim on its old path is free again. */
    static boolean taken(Connection connection, Arrival arrival) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.arrival set state = 'TAKEN', claim = null where number = ? and node = ?"
                        + " and state in ('CLAIMED', 'TAKEN')")) {
            update.setLong(1, arrival.number());
            update.setString(2, arrival.node());
            return update.executeUpdate() == 1;
        }
    }

    /** Every record of good form is queued. */
    static boolean queued(
            Connection connection, Arrival arrival, Counts counts, String digest, Optional<Refusal> refusal)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update chama.arrival set state = 'QUEUED', records = ?,"
                        + " refused = ?, batches = ?, digest = ?, refusal_code = ?, refusal_zh = ?, refusal_en = ?"
                        + " where number = ? and node = ? and state in ('CLAIMED', 'TAKEN')")) {
            update.setLong(1, counts.records());
            update.setLong(2, counts.refused());
            update.setInt(3, counts.batches());
            update.setString(4, digest);
            refusal(update, 5, refusal);
            update.setLong(8, arrival.number());
            update.setString(9, arrival.node());
            return update.executeUpdate() == 1;
        }
    }

    /** What was read of an arrival. */
    record Counts(long records, long refused, int batches) {}

    /** Ends a node's work on an arrival that is not wholly queued. Returns whether it was still that node's. */
    static boolean leave(
            Connection connection,
            Arrival arrival,
            ArrivalState to,
            Optional<String> digest,
            long refused,
            Refusal refusal)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update chama.arrival set state = ?, claim = null, digest = coalesce(?, digest), refused = ?,"
                        + " refusal_code = ?, refusal_zh = ?, refusal_en = ?"
                        + " where number = ? and node = ? and state in ('CLAIMED', 'TAKEN')")) {
            update.setString(1, to.name());
            update.setString(2, digest.orElse(null));
            update.setLong(3, refused);
            refusal(update, 4, Optional.of(refusal));
            update.setLong(7, arrival.number());
            update.setString(8, arrival.node());
            return update.executeUpdate() == 1;
        }
    }

    /** Moves an arrival from one state to another. Returns whether it was in the first. */
    static boolean move(
            Connection connection, long number, ArrivalState from, ArrivalState to, Optional<Refusal> refusal)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update chama.arrival set state = ?,"
                + " refusal_code = coalesce(?, refusal_code), refusal_zh = coalesce(?, refusal_zh),"
                + " refusal_en = coalesce(?, refusal_en) where number = ? and state = ?")) {
            update.setString(1, to.name());
            refusal(update, 2, refusal);
            update.setLong(5, number);
            update.setString(6, from.name());
            return update.executeUpdate() == 1;
        }
    }

    private static void refusal(PreparedStatement statement, int from, Optional<Refusal> refusal) throws SQLException {
        statement.setString(from, refusal.map(Refusal::code).orElse(null));
        statement.setString(
                from + 1, refusal.map(why -> Quarantine.reason(why.text().zh())).orElse(null));
        statement.setString(
                from + 2, refusal.map(why -> Quarantine.reason(why.text().en())).orElse(null));
    }

    private static List<Arrival> list(PreparedStatement select) throws SQLException {
        List<Arrival> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String code = row.getString("refusal_code");
                found.add(new Arrival(
                        row.getLong("number"),
                        row.getString("dataset"),
                        row.getInt("dataset_number"),
                        row.getInt("dataset_version"),
                        row.getString("department"),
                        row.getString("connector"),
                        row.getString("kind").equals("FILE"),
                        row.getString("source"),
                        row.getString("name"),
                        row.getLong("bytes"),
                        FileProfile.parse(row.getString("profile")),
                        ArrivalState.valueOf(row.getString("state")),
                        row.getString("node"),
                        Optional.ofNullable(row.getString("claim")),
                        row.getBoolean("decided"),
                        Optional.ofNullable(row.getString("digest")).orElse(""),
                        row.getLong("records"),
                        row.getLong("refused"),
                        row.getInt("batches"),
                        code == null
                                ? Optional.empty()
                                : Optional.of(new Refusal(
                                        code, new Text(row.getString("refusal_zh"), row.getString("refusal_en"))))));
            }
        }
        return found;
    }
}
