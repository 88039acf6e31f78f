package org.chama.hub.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.access.Reach;

/** A select put together from conditions with bound values. */
final class Selection {

    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();
    private boolean where;

    Selection(String select) {
        sql = new StringBuilder(select);
    }

    Selection and(String condition, Object... bound) {
        sql.append(where ? " and " : " where ").append(condition);
        where = true;
        values.addAll(List.of(bound));
        return this;
    }

    Selection andIf(Optional<?> value, String condition) {
        return value.isPresent() ? and(condition, value.get()) : this;
    }

    /** Only what belongs to these departments. */
    Selection within(Reach reach, String column) {
        if (reach.everywhere()) {
            return this;
        }
        Object[] departments = reach.departments().stream().sorted().toArray();
        return departments.length == 0
                ? and("1 = 0")
                : and(column + " in (" + "?,".repeat(departments.length - 1) + "?)", departments);
    }

    Selection order(String order) {
        sql.append(" order by ").append(order);
        return this;
    }

    /** One row of the result as a value. */
    @FunctionalInterface
    interface RowOf<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> list(Connection connection, int limit, RowOf<T> of) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(sql.append(" limit ").append(limit).toString())) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(of.of(row));
                }
            }
        }
        return found;
    }
}
