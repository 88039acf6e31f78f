package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Rows;
import org.chama.api.store.Zone;

/**
 * Reads a table in its own order, a part at a time from where the last one ended. Of a SNAPSHOT a place is needed from the start: it
 * names the generation.
 */
final class Walk {

    /** A part ends behind the row that goes beyond: however long its rows are, it has its place in the memory. */
    static final long MOST_BYTES = 4L << 20;

    private static final int FETCHED = 1_000;

    /** A column of the table that must have a value. */
    record Condition(String column, Object value) {}

    /**
     * Rows read.
     *
     * @param last where they ended; what was given when there are none
     * @param more whether rows follow
     */
    record Part(Rows rows, Optional<Place> last, boolean more) {}

    /** A stretch of the order that one index range covers. */
    private record Leg(String where, List<Object> values) {}

    private final Shape shape;
    private final Seal seal;
    private final List<Column> wanted;
    /** Whether the arrival is selected beside the row id, which ciphertexts do not open by. */
    private final boolean arrivals;

    private final List<Condition> all;
    private final List<Condition> any;

    /**
     * @param all conditions that must hold
     * @param any of these one must hold, unless there are none
     */
    Walk(Shape shape, Seal seal, List<Column> wanted, List<Condition> all, List<Condition> any) {
        this.shape = shape;
        this.seal = seal;
        this.wanted = wanted;
        this.arrivals = shape.upsert() && wanted.stream().anyMatch(c -> c.form().hasCipher());
        this.all = all;
        this.any = any;
    }

    Part next(Connection connection, Optional<Place> after, int limit) throws SQLException {
        SqlRows rows = new SqlRows(wanted, seal, Math.min(limit, 1_000));
        Optional<Place> last = after;
        for (Leg leg : legs(after)) {
            int room = limit - rows.count();
            try (PreparedStatement query = connection.prepareStatement(sql(leg, room + 1))) {
                bind(query, leg);
                query.setFetchSize(FETCHED);
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        if (rows.count() == limit || rows.bytes() >= MOST_BYTES) {
                            return new Part(rows.rows(), last, true);
                        }
                        long id = found.getLong(1);
                        long position = found.getLong(2);
                        if (arrivals) {
                            rows.add(found, 4, id, found.getLong(3), position, false);
                        } else {
                            rows.add(found, 3, id, id, position, false);
                        }
                        last = Optional.of(new Place(id, position));
                    }
                }
            }
        }
        return new Part(rows.rows(), last, false);
    }

    private List<Leg> legs(Optional<Place> after) {
        if (after.isEmpty()) {
            return List.of(new Leg("", List.of()));
        }
        Place place = after.get();
        Leg rest = new Leg("arrival = ? and position > ?", List.of(place.first(), place.second()));
        return switch (shape.mode()) {
            case UPSERT -> List.of(new Leg("row_id > ?", List.of(place.first())));
            case SNAPSHOT -> List.of(rest);
            case APPEND -> List.of(rest, new Leg("arrival > ?", List.of(place.first())));
        };
    }

    private String sql(Leg leg, int limit) {
        StringBuilder sql = new StringBuilder();
        if (fewAtMost()) {
            // offset 0 keeps PostgreSQL from walking the whole table in its order when it takes the few for many
            sql.append("select * from (");
            for (int i = 0; i < Math.max(1, any.size()); i++) {
                sql.append(i == 0 ? "" : " union all ");
                branch(sql, leg, any.isEmpty() ? -1 : i);
            }
            sql.append(" offset 0) u");
        } else {
            branch(sql, leg, -1);
        }
        return sql.append(" order by ")
                .append(shape.upsert() ? "row_id" : "arrival, position")
                .append(" limit ")
                .append(limit)
                .toString();
    }

    /** Whether the conditions are those an index answers with a few rows: a subject, or the whole record key. */
    private boolean fewAtMost() {
        return !any.isEmpty()
                || shape.hasWholeKey() && all.size() == shape.key().size();
    }

    /** One of {@link #any} by its own index, without the rows the former branches gave; -1 for none of them. */
    private void branch(StringBuilder sql, Leg leg, int one) {
        List<String> where = new ArrayList<>();
        if (shape.upsert() && shape.zone() == Zone.SHARE) {
            where.add("not deleted");
        }
        if (!leg.where.isEmpty()) {
            where.add(leg.where);
        }
        for (Condition condition : all) {
            where.add(condition.column + " = ?");
        }
        for (int i = 0; i <= one; i++) {
            where.add(any.get(i).column + (i == one ? " = ?" : " is distinct from ?"));
        }
        sql.append("select ")
                .append(shape.upsert() ? "row_id, position" : "arrival, position")
                .append(arrivals ? ", arrival" : "")
                .append(wanted.isEmpty() ? "" : ", " + Shape.selected(wanted, ""))
                .append(" from ")
                .append(shape.table())
                .append(where.isEmpty() ? "" : " where " + String.join(" and ", where));
    }

    private void bind(PreparedStatement query, Leg leg) throws SQLException {
        int at = 0;
        int first = any.isEmpty() ? -1 : 0;
        for (int one = first; one < Math.max(any.size(), first + 1); one++) {
            for (Object value : leg.values) {
                query.setObject(++at, value);
            }
            for (Condition condition : all) {
                query.setObject(++at, condition.value);
            }
            for (int i = 0; i <= one; i++) {
                query.setObject(++at, any.get(i).value);
            }
        }
    }
}
