package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Bulk access on PostgreSQL. Rows without a record key are copied straight into the table; with one they are copied into a
 * temporary table of the connection, then inserted from there in order of the key.
 */
final class PostgresAccess implements Access {

    /** Days from 1970-01-01 to PostgreSQL's own day zero, 2000-01-01. */
    private static final int EPOCH_DAYS = 10_957;

    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;

    private static final int PIECE = 5_000;

    /** Marks the rows of one write in the temporary table, which is emptied at the end of the transaction. */
    private static final AtomicInteger PARTS = new AtomicInteger();

    private final Shape shape;
    private final Seal seal;
    private final Column[] columns;
    private final Slot[] slots;
    private final boolean sealed;
    private final List<Column> ciphered;
    private final String names;
    private final String selected;
    private final String stage;
    private final String makeStage;
    private final String insert;
    private final String conflicts;

    PostgresAccess(Shape shape, Seal seal, int revision) {
        this.shape = shape;
        this.seal = seal;
        this.columns = shape.columns().toArray(Column[]::new);
        this.slots = shape.slots().toArray(Slot[]::new);
        this.sealed = shape.sealed();
        this.ciphered = shape.ciphered().stream().filter(c -> !shape.isKey(c)).toList();
        this.names = Shape.names(shape.slots(), "");
        this.selected = Shape.selected(shape.columns(), "");
        this.stage = "stage_" + shape.simpleName() + "_" + shape.dataset().version() + "_" + revision;
        this.makeStage = "create temporary table if not exists " + stage
                + " (part integer, seq integer, arrival bigint, position bigint, deleted boolean, "
                + shape.slots().stream()
                        .map(slot -> slot.name() + " " + slot.type(true))
                        .collect(Collectors.joining(", "))
                + ") on commit delete rows";
        this.insert = shape.upsert() ? upsertion() : appendix();
        this.conflicts = conflictQuery();
    }

    private String appendix() {
        String key = Shape.sought(shape.key(), "");
        return "insert into " + shape.table() + " (arrival, position, " + names + ") select arrival, position, " + names
                + " from pg_temp." + stage + " where part = ? order by " + key + ", position on conflict (" + key
                + ") do nothing";
    }

    private String upsertion() {
        String key = Shape.sought(shape.key(), "");
        String set = shape.valueSlots().stream()
                        .map(slot -> ", " + slot.name() + " = excluded." + slot.name())
                        .collect(Collectors.joining())
                + shape.emptied().stream().map(name -> ", " + name + " = null").collect(Collectors.joining());
        String order = Shape.join(shape.order(), c -> ", " + c.name() + " desc nulls last");
        return "insert into " + shape.table() + " as t (arrival, position, deleted, " + names + ") select distinct on ("
                + key + ") arrival, position, deleted, " + names + " from pg_temp." + stage
                + " where part = ? order by " + key + order + ", position desc on conflict (" + key
                + ") do update set arrival = excluded.arrival, position = excluded.position,"
                + " deleted = excluded.deleted" + set + " where " + shape.greater("excluded", "t");
    }

    /**
     * The rows whose key is taken by another row, with what tells whether that has other values: the plain ones are compared here,
     * ciphertexts come along. Offset 0 keeps the planner at one look-up by key for each row, whatever it believes of the temporary
     * table.
     */
    private String conflictQuery() {
        List<Slot> plain = shape.slots().stream()
                .filter(slot -> slot.name().equals(slot.column().sought()))
                .filter(slot -> !ciphered.contains(slot.column()))
                .toList();
        String distinct = plain.isEmpty()
                ? "false"
                : "row(" + Shape.names(plain, "s.") + ") is distinct from row(" + Shape.names(plain, "t.") + ")";
        return "select s.seq"
                + (ciphered.isEmpty()
                        ? ""
                        : ", t.arrival, t.position, " + distinct + ", " + Shape.selected(ciphered, "t."))
                + " from pg_temp." + stage + " s cross join lateral (select * from " + shape.table() + " d where "
                + shape.key().stream()
                        .map(c -> "d." + c.sought() + " = s." + c.sought())
                        .collect(Collectors.joining(" and "))
                + " offset 0) t where s.part = ? and (t.arrival, t.position) <> (s.arrival, s.position)"
                + (ciphered.isEmpty() ? " and " + distinct : "") + " order by s.seq";
    }

    // ---- write

    @Override
    public Written write(Connection connection, long arrival, Rows rows) throws SQLException {
        if (!shape.keyed()) {
            try (BinaryCopy copy = new BinaryCopy(connection, shape.table(), "arrival, position, " + names)) {
                for (int row = 0; row < rows.count(); row++) {
                    copy.row(2 + slots.length);
                    copy.int64(arrival);
                    copy.int64(rows.position(row));
                    if (sealed) {
                        sealedValues(copy, arrival, rows, row, false);
                    } else {
                        values(copy, rows, row);
                    }
                }
                copy.finish();
            }
            return new Written(rows.count(), 0, List.of());
        }
        int part = PARTS.getAndIncrement();
        stage(connection, arrival, rows, part);
        return shape.upsert() ? upsert(connection, rows, part) : append(connection, rows, part);
    }

    private void stage(Connection connection, long arrival, Rows rows, int part) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(makeStage);
        }
        try (BinaryCopy copy =
                new BinaryCopy(connection, "pg_temp." + stage, "part, seq, arrival, position, deleted, " + names)) {
            for (int row = 0; row < rows.count(); row++) {
                boolean deleted = rows.action(row) == Action.DELETE;
                copy.row(5 + slots.length);
                copy.int32(part);
                copy.int32(row);
                copy.int64(arrival);
                copy.int64(rows.position(row));
                copy.bool(deleted);
                if (sealed) {
                    sealedValues(copy, arrival, rows, row, deleted);
                } else if (deleted) {
                    tombstone(copy, rows, row);
                } else {
                    values(copy, rows, row);
                }
            }
            copy.finish();
        }
    }

    private Written append(Connection connection, Rows rows, int part) throws SQLException {
        int stored = insert(connection, part);
        if (stored == rows.count()) {
            return new Written(stored, 0, List.of());
        }
        List<Written.Conflict> refused = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(conflicts)) {
            query.setInt(1, part);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    int row = found.getInt(1);
                    if (ciphered.isEmpty() || found.getBoolean(4) || !sameCiphered(found, rows, row)) {
                        refused.add(Conflicts.of(shape, rows, row));
                    }
                }
            }
        }
        return new Written(stored, rows.count() - stored - refused.size(), refused);
    }

    private boolean sameCiphered(ResultSet stored, Rows rows, int row) throws SQLException {
        int at = 5;
        for (Column column : ciphered) {
            byte[] there = Cells.read(stored, at, column, seal, stored.getLong(2), stored.getLong(3));
            if (!Arrays.equals(there, canonical(rows, row, shape.columns().indexOf(column)))) {
                return false;
            }
            at += Cells.fields(column);
        }
        return true;
    }

    private byte[] canonical(Rows rows, int row, int column) {
        int length = rows.length(row, column);
        try {
            return length < 0 ? null : Cells.canonical(columns[column], rows.data(), rows.start(row, column), length);
        } catch (NotOfType e) {
            throw Cells.unfit(rows, row, columns[column], e);
        }
    }

    private Written upsert(Connection connection, Rows rows, int part) throws SQLException {
        int stored = insert(connection, part);
        return new Written(stored, rows.count() - stored, List.of());
    }

    private int insert(Connection connection, int part) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setInt(1, part);
            return statement.executeUpdate();
        }
    }

    private void values(BinaryCopy copy, Rows rows, int row) throws SQLException {
        byte[] data = rows.data();
        for (int i = 0; i < columns.length; i++) {
            int length = rows.length(row, i);
            if (length < 0) {
                copy.none();
            } else {
                value(copy, rows, row, i, data, rows.start(row, i), length);
            }
        }
    }

    /** Of a table with encrypted items; of a deleted record as {@link #tombstone}. */
    private void sealedValues(BinaryCopy copy, long arrival, Rows rows, int row, boolean deleted) throws SQLException {
        byte[] data = rows.data();
        for (Slot slot : slots) {
            Column column = slot.column();
            int length = rows.length(row, slot.index());
            if (length < 0 || deleted && !shape.isKey(column) && !shape.isOrder(column)) {
                copy.none();
            } else if (slot.part() == Slot.Part.PLAIN) {
                value(copy, rows, row, slot.index(), data, rows.start(row, slot.index()), length);
            } else {
                byte[] plain = canonical(rows, row, slot.index());
                if (plain == null) {
                    copy.none();
                } else {
                    byte[] kept = slot.part() == Slot.Part.CIPHER
                            ? seal.close(column, arrival, rows.position(row), plain)
                            : seal.blind(column, plain);
                    copy.text(kept, 0, kept.length);
                }
            }
        }
    }

    /** Of a deleted record only its key and what orders its versions. */
    private void tombstone(BinaryCopy copy, Rows rows, int row) throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            int length = rows.length(row, i);
            if (length < 0 || !shape.isKey(columns[i]) && !shape.isOrder(columns[i])) {
                copy.none();
            } else {
                value(copy, rows, row, i, rows.data(), rows.start(row, i), length);
            }
        }
    }

    private void value(BinaryCopy copy, Rows rows, int row, int column, byte[] data, int start, int length)
            throws SQLException {
        Column into = columns[column];
        if (into.text()) {
            copy.text(data, start, length);
        } else if (length == 0) {
            copy.none();
        } else {
            try {
                switch (into.type()) {
                    case NUMERIC, CURRENCY -> copy.numeric(data, start, length, into.scale());
                    case INTEGER -> copy.int64(Cells.integer(data, start, length));
                    case DOUBLE, FLOAT -> copy.int64(Double.doubleToLongBits(Cells.real(data, start, length)));
                    case DATE -> copy.int32(Cells.date(data, start, length) - EPOCH_DAYS);
                    case DATETIME -> copy.int64(Cells.dateTime(data, start, length) - EPOCH_MICROS);
                    default -> copy.bool(Cells.logical(data, start, length));
                }
            } catch (NotOfType e) {
                throw Cells.unfit(rows, row, into, e);
            }
        }
    }

    // ---- open

    @Override
    public void replace(Connection connection, long arrival, Stored from, Rows masked) throws SQLException {
        boolean upsert = shape.upsert();
        if (upsert) {
            removeByRow(connection, from.ids());
        } else {
            removeByPosition(connection, arrival, from.ids());
        }
        String system = upsert ? "row_id, arrival, position, " : "arrival, position, ";
        try (BinaryCopy copy = new BinaryCopy(connection, shape.table(), system + names)) {
            for (int row = 0; row < masked.count(); row++) {
                if (from.rows().action(row) == Action.DELETE) {
                    continue;
                }
                copy.row((upsert ? 3 : 2) + columns.length);
                if (upsert) {
                    copy.int64(from.ids()[row]);
                }
                copy.int64(arrival);
                copy.int64(from.rows().position(row));
                values(copy, masked, row);
            }
            copy.finish();
        }
    }

    private void removeByRow(Connection connection, long[] ids) throws SQLException {
        long least = Long.MAX_VALUE;
        for (long id : ids) {
            least = Math.min(least, id);
        }
        if (greatest(connection, "select max(row_id) from " + shape.table()) < least) {
            return;
        }
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + shape.table() + " where row_id = any (?)")) {
            delete.setObject(1, ids);
            delete.executeUpdate();
        }
    }

    private void removeByPosition(Connection connection, long arrival, long[] positions) throws SQLException {
        long least = Long.MAX_VALUE;
        for (long position : positions) {
            least = Math.min(least, position);
        }
        if (greatest(connection, "select max(position) from " + shape.table() + " where arrival = " + arrival)
                < least) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from " + shape.table() + " where arrival = ? and position = any (?)")) {
            delete.setLong(1, arrival);
            delete.setObject(2, positions);
            delete.executeUpdate();
        }
    }

    private static long greatest(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            long greatest = row.getLong(1);
            return row.wasNull() ? Long.MIN_VALUE : greatest;
        }
    }

    // ---- read

    @Override
    public Stored read(Connection connection, long arrival, long first, long last) throws SQLException {
        boolean upsert = shape.upsert();
        String query = "select position, " + (upsert ? "row_id, deleted, " : "") + selected + " from " + shape.table()
                + " where arrival = " + arrival + " and position between " + first + " and " + last
                + " order by position";
        long expected = Math.max(1, Math.min(last - first + 1, PIECE));
        return copyOut(connection, query, arrival, (int) expected).stored();
    }

    /** The rows of a query; read to their end, as a COPY that is cancelled leaves the driver out of step. */
    private TextRows copyOut(Connection connection, String query, long arrival, int expected) throws SQLException {
        TextRows rows = new TextRows(columns, shape.upsert(), seal, arrival, expected);
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (" + query + ") to stdout");
        try {
            for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                rows.add(line);
            }
        } finally {
            while (copy.isActive()) {
                copy.readFromCopy();
            }
        }
        return rows;
    }
}
