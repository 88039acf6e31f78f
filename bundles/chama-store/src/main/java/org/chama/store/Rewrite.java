package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chama.api.dataset.WriteMode;

/**
 * Brings the rows of one table, a piece at a time in the table's own order, into the form its layout wants, and ciphertexts of
 * another key to the one new values are encrypted with. Used by one thread.
 */
final class Rewrite {

    /**
     * What was looked at.
     *
     * @param last where it ended; empty when no row was left
     */
    record Piece(int rows, Optional<Place> last) {}

    private record Row(Place place, Object[] values, boolean changed) {}

    /** The columns before those of the items: arrival, position and the row id of an UPSERT. */
    private static final int SYSTEM = 3;

    private final Shape shape;
    private final Seal seal;
    private final boolean postgres;
    private final String current;
    private final List<Column> columns;

    Rewrite(Shape shape, Seal seal, boolean postgres) {
        this.shape = shape;
        this.seal = seal;
        this.postgres = postgres;
        this.current = seal.key();
        this.columns =
                shape.columns().stream().filter(c -> c.form() != Form.PLAIN).toList();
    }

    long count(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select count(*) from " + shape.table());
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Rewrites the rows that follow a place, at most so many. */
    Piece next(Connection connection, Optional<Place> after, int most) throws SQLException {
        if (columns.isEmpty()) {
            return new Piece(0, Optional.empty());
        }
        List<Row> rows = new ArrayList<>();
        if (after.isEmpty()) {
            read(connection, "", List.of(), most, rows);
        } else if (shape.upsert()) {
            read(connection, " where row_id > ?", List.of(after.get().first()), most, rows);
        } else {
            Place place = after.get();
            read(connection, " where arrival = ? and position > ?", List.of(place.first(), place.second()), most, rows);
            if (rows.size() < most) {
                read(connection, " where arrival > ?", List.of(place.first()), most - rows.size(), rows);
            }
        }
        write(connection, rows);
        return new Piece(rows.size(), rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1).place));
    }

    /** H2 would lock every row to the end of the table; there the turn keeps other writers out. */
    private void read(Connection connection, String where, List<Long> from, int most, List<Row> into)
            throws SQLException {
        String sql = "select arrival, position, " + (shape.upsert() ? "row_id" : "0") + ", "
                + String.join(", ", names(true)) + " from " + shape.table() + where + " order by "
                + (shape.upsert() ? "row_id" : "arrival, position") + " limit " + most
                + (postgres ? " for update" : "");
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < from.size(); i++) {
                query.setLong(i + 1, from.get(i));
            }
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    into.add(row(found));
                }
            }
        }
    }

    /** The columns that are read, or those of them that are written. */
    private List<String> names(boolean read) {
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            if (column.form().hasCipher()) {
                names.add(column.cipher());
            }
            if (column.form().hasPlain() && (read || column.form() != Form.INDEXING)) {
                names.add(column.name());
            }
            if (column.hasBlind() && column.form() != Form.SEALED && column.form() != Form.OPENING) {
                names.add(column.blind());
            }
        }
        return names;
    }

    private Row row(ResultSet found) throws SQLException {
        long arrival = found.getLong(1);
        long position = found.getLong(2);
        List<Object> values = new ArrayList<>();
        boolean changed = false;
        int at = SYSTEM + 1;
        for (Column column : columns) {
            byte[] cipher = column.form().hasCipher() ? found.getBytes(at++) : null;
            Object plain = column.form().hasPlain() ? Cells.read(found, at++, column.type()) : null;
            switch (column.form()) {
                case INDEXING -> {
                    byte[] blind = plain == null ? null : seal.blind(column, Cells.canonical(column, plain));
                    changed |= !Arrays.equals(blind, found.getBytes(at++));
                    values.add(blind);
                }
                case SEALING -> {
                    byte[] blind = column.hasBlind() ? found.getBytes(at++) : null;
                    if (plain != null) {
                        byte[] value = Cells.canonical(column, plain);
                        cipher = seal.close(column, arrival, position, value);
                        blind = column.hasBlind() ? seal.blind(column, value) : null;
                        changed = true;
                    } else if (isOfAnother(cipher)) {
                        cipher = renewed(column, arrival, position, cipher);
                        changed = true;
                    }
                    values.add(cipher);
                    values.add(null);
                    if (column.hasBlind()) {
                        values.add(blind);
                    }
                }
                case SEALED -> {
                    if (isOfAnother(cipher)) {
                        cipher = renewed(column, arrival, position, cipher);
                        changed = true;
                    }
                    values.add(cipher);
                }
                default -> {
                    if (cipher != null) {
                        byte[] value = seal.open(column, arrival, position, cipher);
                        plain = Cells.parameter(column, value, 0, value.length);
                        changed = true;
                    }
                    values.add(null);
                    values.add(plain);
                }
            }
        }
        Place place = shape.upsert() ? new Place(found.getLong(SYSTEM), position) : new Place(arrival, position);
        return new Row(place, values.toArray(), changed);
    }

    private boolean isOfAnother(byte[] cipher) {
        return cipher != null && !seal.isOf(current, cipher);
    }

    private byte[] renewed(Column column, long arrival, long position, byte[] cipher) {
        return seal.close(column, arrival, position, seal.open(column, arrival, position, cipher));
    }

    private void write(Connection connection, List<Row> rows) throws SQLException {
        String sql = "update " + shape.table() + " set "
                + names(false).stream().map(name -> name + " = ?").collect(Collectors.joining(", ")) + " where "
                + (shape.mode() == WriteMode.UPSERT ? "row_id = ?" : "arrival = ? and position = ?");
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                if (!row.changed) {
                    continue;
                }
                int at = 0;
                for (Object value : row.values) {
                    update.setObject(++at, value);
                }
                update.setLong(++at, row.place.first());
                if (!shape.upsert()) {
                    update.setLong(++at, row.place.second());
                }
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
