package org.chama.itests.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chama.generator.Expected;
import org.chama.generator.RowHash;
import org.chama.generator.Sentinel;

/** Compares what the database holds of a file with what its source sent: exactly once, in the share zone and in the open copy. */
public final class Oracle {

    private static final int FETCH = 10_000;
    private static final List<String> MARKS = Sentinel.marks().stream()
            .map(mark -> new String(mark, StandardCharsets.UTF_8))
            .toList();

    private Oracle() {}

    /** What one arrival has in a table. */
    private record Held(long rows, long hash, long distinct, long sharedPositions, long unmasked) {}

    /** Rows, hash, no position twice, no number of the source more often than it was sent; every record that was not stored is in the quarantine. */
    public static void holdsExactly(Connection connection, Sent sent, long arrival) throws SQLException {
        Expected expected = sent.stored();
        String what = sent.name() + ", arrival " + arrival;
        Held share = held(connection, "share", sent.sample().shareColumns(), sent, arrival);
        assertThat(share.rows).as("rows of %s", what).isEqualTo(expected.stored());
        assertThat(share.hash).as("hash of %s", what).isEqualTo(expected.hash());
        assertThat(share.distinct).as("numbers of the source in %s", what).isEqualTo(expected.distinct());
        assertThat(share.sharedPositions).as("positions held twice of %s", what).isZero();
        assertThat(number(
                        connection,
                        "select count(*) from chama.quarantine where stage = 'check' and arrival = " + arrival))
                .as("rejected records of %s", what)
                .isEqualTo(expected.check());
        assertThat(number(
                        connection,
                        "select count(*) from chama.quarantine where stage = 'door' and arrival = " + arrival))
                .as("refused records of %s", what)
                .isEqualTo(expected.door());
    }

    /** The same of the masked copy, in which no value of the source that must be hidden can be found. */
    public static void showsExactly(Connection connection, Sent sent, long arrival) throws SQLException {
        Expected expected = sent.shown();
        String what = sent.name() + ", arrival " + arrival;
        Held open = held(connection, "open", sent.sample().openColumns(), sent, arrival);
        assertThat(open.rows).as("open rows of %s", what).isEqualTo(expected.stored());
        assertThat(open.hash).as("open hash of %s", what).isEqualTo(expected.hash());
        assertThat(open.sharedPositions)
                .as("open positions held twice of %s", what)
                .isZero();
        assertThat(open.unmasked).as("unmasked values of %s", what).isZero();
    }

    /** Those the sealer has not come to yet count as well. */
    public static final String LINES = "(select kind, about, actor from chama.ledger_line"
            + " union all select kind, about, actor from chama.ledger_pending) l";

    /** Every step of the arrival and of each of its batches stands in the ledger once, and each batch has one position. */
    public static void tookEffectOnce(Connection connection, Sent sent, long arrival) throws SQLException {
        String what = sent.name() + ", arrival " + arrival;
        long batches = number(connection, "select batches from chama.arrival where number = " + arrival);
        assertThat(batches).as("batches of %s", what).isPositive();
        for (String table : List.of("batch", "position", "released")) {
            assertThat(number(connection, "select count(*) from chama." + table + " where arrival = " + arrival))
                    .as("rows of %s in %s", what, table)
                    .isEqualTo(batches);
        }
        for (String kind : List.of("batch-stored", "batch-opened")) {
            String lines = " from " + LINES + " where kind = '" + kind + "' and about like 'batch:" + arrival + ":%'";
            assertThat(number(connection, "select count(*)" + lines))
                    .as("ledger lines %s of %s", kind, what)
                    .isEqualTo(batches);
            assertThat(number(connection, "select count(distinct about)" + lines))
                    .as("batches with a ledger line %s of %s", kind, what)
                    .isEqualTo(batches);
        }
        for (String kind : List.of("arrival-claimed", "arrival-queued", "arrival-stored")) {
            assertThat(number(
                            connection,
                            "select count(*) from " + LINES + " where kind = '" + kind + "' and about = 'arrival:"
                                    + arrival + "'"))
                    .as("ledger lines %s of %s", kind, what)
                    .isEqualTo(1);
        }
    }

    /** Whole tables: nothing is there that no file brought. */
    public static void holdsNothingElse(Connection connection, Sample sample, List<Sent> all) throws SQLException {
        long expected = all.stream()
                .filter(sent -> sent.sample() == sample)
                .mapToLong(sent -> sent.stored().stored())
                .sum();
        for (String zone : List.of("share", "open")) {
            assertThat(number(connection, "select count(*) from " + zone + "." + table(connection, sample)))
                    .as("rows of %s in %s", sample.dataset(), zone)
                    .isEqualTo(expected);
        }
    }

    private static Held held(Connection connection, String zone, String columns, Sent sent, long arrival)
            throws SQLException {
        String query = "select position, " + columns + " from " + zone + "." + table(connection, sent.sample())
                + " where arrival = ?";
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, arrival);
            select.setFetchSize(FETCH);
            try (ResultSet row = select.executeQuery()) {
                String[] values = new String[row.getMetaData().getColumnCount() - 1];
                Set<String> numbers = new HashSet<>();
                BitSet positions = new BitSet();
                long rows = 0;
                long hash = 0;
                long twice = 0;
                long unmasked = 0;
                while (row.next()) {
                    int position = row.getInt(1);
                    twice += positions.get(position) ? 1 : 0;
                    positions.set(position);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getString(i + 2);
                        unmasked += isMarked(values[i]) ? 1 : 0;
                    }
                    numbers.add(values[0]);
                    hash += RowHash.of(values);
                    rows++;
                }
                return new Held(rows, hash, numbers.size(), twice, unmasked);
            }
        }
    }

    private static boolean isMarked(String value) {
        return value != null && MARKS.stream().anyMatch(value::contains);
    }

    private static String table(Connection connection, Sample sample) throws SQLException {
        return "d" + number(connection, "select number from chama.dataset where id = '" + sample.dataset() + "'");
    }

    /** One number. */
    public static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
