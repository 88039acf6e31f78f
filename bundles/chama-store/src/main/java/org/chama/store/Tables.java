package org.chama.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.store.Job;
import org.chama.api.store.Zone;

/**
 * Makes the tables of datasets and widens them for newer versions, one node at a time; what stands already is left alone, so it may
 * be repeated and interrupted anywhere. Thread-safe.
 */
final class Tables {

    /** Any number that stays the same: the advisory lock nodes take turns with. */
    private static final long TURN = 0x6368616d6173L;

    /** H2 has one process: its threads take turns here. */
    private static final Object TURN_HERE = new Object();

    /** Precision and length of a column as it stands; -1 where it has none. */
    private record Width(int characters, int precision) {}

    private final Database database;
    private final Layouts layouts;
    private final boolean postgres;
    private final Map<Integer, Integer> prepared = new ConcurrentHashMap<>();

    Tables(Database database) {
        this.database = database;
        this.layouts = new Layouts(database);
        this.postgres = database.kind() == Database.Kind.POSTGRESQL;
    }

    void prepare(Dataset dataset) {
        if (prepared.getOrDefault(dataset.number(), 0) >= dataset.version()) {
            return;
        }
        synchronized (TURN_HERE) {
            if (prepared.getOrDefault(dataset.number(), 0) < dataset.version()) {
                try {
                    layouts.changing(
                            dataset.number(),
                            () -> database.write(connection -> {
                                bring(connection, dataset);
                                return null;
                            }));
                } catch (SQLException e) {
                    throw Failures.of(e);
                }
                prepared.put(dataset.number(), dataset.version());
            }
        }
    }

    private void bring(Connection connection, Dataset dataset) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (postgres) {
                statement.execute("set local lock_timeout = '" + Layouts.LOCK_SECONDS + "s'");
                statement.execute("select pg_advisory_xact_lock(" + TURN + ")");
            }
            share(connection, statement, dataset);
            if (dataset.isOpen()) {
                bring(connection, statement, new Shape(Zone.OPEN, dataset, Layout.NONE));
            }
        }
    }

    /** H2 commits before every change of a table: the layout follows what it needs, and what nothing needs goes after it. */
    private void share(Connection connection, Statement statement, Dataset dataset) throws SQLException {
        Layout former = Layouts.read(connection, dataset.number());
        if (former.version() >= dataset.version()) {
            return;
        }
        Set<String> standing =
                standing(connection, new Shape(Zone.SHARE, dataset, former)).keySet();
        Layout next = next(former, dataset, standing);
        boolean rewrite = isRewrite(former, next);
        if (rewrite) {
            layouts.change(connection, dataset.number());
        }
        bring(connection, statement, new Shape(Zone.SHARE, dataset, next));
        layouts.write(connection, dataset.number(), next);
        if (rewrite) {
            Jobs.begin(connection, dataset, Job.Purpose.MIGRATION);
        }
    }

    private static Layout next(Layout former, Dataset dataset, Set<String> standing) {
        Layout next = former;
        for (Item item : dataset.items()) {
            Column column = Column.share(item, former.form(item), Shape.isIndexed(dataset, item));
            boolean there = standing.contains(column.name()) || standing.contains(column.cipher());
            Form fresh = item.encrypted() ? Form.SEALED : Form.PLAIN;
            next = next.with(item, there ? column.form().toward(item.encrypted(), column.indexed()) : fresh);
        }
        return next.after(former, dataset.version());
    }

    /** Whether an item that has a column already takes another form; what is new is sealed from the start. */
    private static boolean isRewrite(Layout former, Layout next) {
        return next.forms().entrySet().stream()
                        .anyMatch(e -> e.getValue() != Form.SEALED
                                && e.getValue() != former.forms().get(e.getKey()))
                || former.forms().keySet().stream()
                        .anyMatch(item -> !next.forms().containsKey(item));
    }

    /**
     * Ends a pass over a table: where every row has been seen to, keys and indexes go over to the columns that are complete now, and
     * columns that hold nothing any more are dropped. PostgreSQL then writes the table anew. May be repeated.
     *
     * @param revision of the layout by which every row has been seen to
     * @return whether another pass has to follow
     */
    boolean advance(Connection connection, Dataset dataset, int revision) throws SQLException {
        layouts.change(connection, dataset.number());
        Layout former = Layouts.read(connection, dataset.number());
        if (former.revision() != revision) {
            return true;
        }
        Layout next = former.next(dataset).after(former, former.version());
        Shape before = new Shape(Zone.SHARE, dataset, former);
        Shape after = new Shape(Zone.SHARE, dataset, next);
        try (Statement statement = connection.createStatement()) {
            for (String column : unneeded(connection, after)) {
                requireEmpty(statement, after, column);
            }
            addColumns(statement, after, standing(connection, after));
            swapKey(connection, statement, before, after);
            swapIndexes(statement, before, after);
            // these two must be in one commit, on H2 too: a pass by the next layout begins at its beginning
            layouts.write(connection, dataset.number(), next);
            boolean more = Jobs.endPass(connection, dataset.number(), !next.equals(next.next(dataset)));
            List<String> dropped = unneeded(connection, after);
            for (String column : dropped) {
                statement.execute("alter table " + after.table() + " drop column " + column);
            }
            if (postgres && dropped.stream().anyMatch(Tables::isPlain)) {
                // as VACUUM FULL does, but in this transaction: without it dead rows keep the values of dropped columns
                statement.execute("cluster " + after.table() + " using \""
                        + primaryKeyNames(connection, after).get(0) + '"');
            }
            return more;
        }
    }

    /** The columns of items that stand there for nothing. */
    private List<String> unneeded(Connection connection, Shape shape) throws SQLException {
        Set<String> standing = standing(connection, shape).keySet();
        Set<String> required = required(shape).keySet();
        return shape.columns().stream()
                .flatMap(c -> Stream.of(c.name(), c.cipher(), c.blind()))
                .filter(name -> standing.contains(name) && !required.contains(name))
                .toList();
    }

    private static boolean isPlain(String column) {
        return !column.endsWith("_c") && !column.endsWith("_x");
    }

    /** A blind index says nothing that the value does not. */
    private static void requireEmpty(Statement statement, Shape shape, String column) throws SQLException {
        if (column.endsWith("_x")) {
            return;
        }
        try (ResultSet row = statement.executeQuery(
                "select 1 from " + shape.table() + " where " + column + " is not null limit 1")) {
            if (row.next()) {
                throw new IllegalStateException(shape.table() + "." + column + " still holds values");
            }
        }
    }

    private void swapKey(Connection connection, Statement statement, Shape before, Shape after) throws SQLException {
        if (Shape.sought(before.key(), "").equals(Shape.sought(after.key(), ""))) {
            return;
        }
        String alter = "alter table " + after.table();
        if (after.upsert()) {
            for (String name : primaryKeyNames(connection, after)) {
                statement.execute(alter + " drop constraint "
                        + (postgres ? "" : after.zone().schema() + ".") + '"' + name + '"');
            }
        }
        for (Column column : before.key()) {
            statement.execute(alter + " alter column " + column.sought() + " drop not null");
        }
        for (Column column : after.key()) {
            statement.execute(alter + " alter column " + column.sought() + " set not null");
        }
        if (after.upsert()) {
            statement.execute(alter + " add primary key (" + primaryKey(after) + ")");
        }
    }

    private static List<String> primaryKeyNames(Connection connection, Shape shape) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("select constraint_name from information_schema.table_constraints"
                        + " where table_schema = ? and table_name = ? and constraint_type = 'PRIMARY KEY'")) {
            query.setString(1, shape.zone().schema());
            query.setString(2, shape.simpleName());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private void swapIndexes(Statement statement, Shape before, Shape after) throws SQLException {
        List<String> former = indexes(before);
        for (Index index : indexNames(after)) {
            String sql = create(after, index);
            if (!former.contains(sql)) {
                statement.execute("drop index if exists " + after.zone().schema() + "." + name(after, index));
                statement.execute(sql);
            }
        }
    }

    private void bring(Connection connection, Statement statement, Shape shape) throws SQLException {
        Map<String, Width> standing = standing(connection, shape);
        if (standing.isEmpty()) {
            statement.execute(create(shape));
        } else {
            addColumns(statement, shape, standing);
            for (Column column : shape.columns()) {
                Width width = standing.get(column.name());
                if (width != null && wider(column, width)) {
                    statement.execute("alter table " + shape.table() + " alter column " + column.name()
                            + " set data type " + type(column));
                }
            }
        }
        for (String index : indexes(shape)) {
            statement.execute(index);
        }
    }

    private void addColumns(Statement statement, Shape shape, Map<String, Width> standing) throws SQLException {
        for (Map.Entry<String, String> column : required(shape).entrySet()) {
            if (!standing.containsKey(column.getKey())) {
                statement.execute(
                        "alter table " + shape.table() + " add column " + column.getKey() + " " + column.getValue());
            }
        }
    }

    /** The columns the items need, and their types. */
    private Map<String, String> required(Shape shape) {
        Map<String, String> required = new LinkedHashMap<>();
        for (Column column : shape.columns()) {
            if (column.form().hasPlain()) {
                required.put(column.name(), type(column));
            }
            if (column.form().hasCipher()) {
                required.put(column.cipher(), Types.cipher(postgres, column));
            }
            if (column.hasBlind()) {
                required.put(column.blind(), Types.blind(postgres));
            }
        }
        return required;
    }

    private static Map<String, Width> standing(Connection connection, Shape shape) throws SQLException {
        Map<String, Width> widths = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select column_name, character_maximum_length, numeric_precision from information_schema.columns"
                        + " where table_schema = ? and table_name = ?")) {
            query.setString(1, shape.zone().schema());
            query.setString(2, shape.simpleName());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    widths.put(rows.getString(1), new Width(width(rows, 2), width(rows, 3)));
                }
            }
        }
        return widths;
    }

    private static int width(ResultSet rows, int column) throws SQLException {
        long width = rows.getLong(column);
        return rows.wasNull() ? -1 : (int) Math.min(width, Integer.MAX_VALUE);
    }

    private boolean wider(Column column, Width standing) {
        return switch (column.type()) {
            case CHARACTER -> standing.characters >= 0 && standing.characters < characters(column);
            case NUMERIC, CURRENCY -> standing.precision >= 0 && standing.precision < precision(column);
            default -> false;
        };
    }

    private String create(Shape shape) {
        List<String> parts = new ArrayList<>();
        boolean share = shape.zone() == Zone.SHARE;
        if (shape.upsert()) {
            parts.add(share ? "row_id bigint generated by default as identity" : "row_id bigint not null");
        }
        parts.add("arrival bigint not null");
        parts.add("position bigint not null");
        if (shape.upsert() && share) {
            parts.add("deleted boolean not null");
        }
        Set<String> key = share ? shape.key().stream().map(Column::sought).collect(Collectors.toSet()) : Set.of();
        required(shape).forEach((name, type) -> parts.add(name + " " + type + (key.contains(name) ? " not null" : "")));
        parts.add("primary key (" + primaryKey(shape) + ")");
        return "create table " + shape.table() + " (" + String.join(", ", parts) + ")";
    }

    private static String primaryKey(Shape shape) {
        if (!shape.upsert()) {
            return "arrival, position";
        }
        return shape.zone() == Zone.SHARE ? Shape.sought(shape.key(), "") : "row_id";
    }

    private record Index(boolean unique, String suffix, String columns) {}

    private List<String> indexes(Shape shape) {
        return indexNames(shape).stream().map(index -> create(shape, index)).toList();
    }

    private static List<Index> indexNames(Shape shape) {
        List<Index> indexes = new ArrayList<>();
        String key = Shape.sought(shape.key(), "");
        if (shape.zone() == Zone.OPEN) {
            if (shape.hasWholeKey()) {
                indexes.add(new Index(false, "key", key));
            }
            return indexes;
        }
        switch (shape.mode()) {
            case UPSERT -> {
                indexes.add(new Index(true, "row", "row_id"));
                indexes.add(new Index(false, "place", "arrival, position"));
            }
            case APPEND -> {
                if (!shape.key().isEmpty()) {
                    indexes.add(new Index(true, "key", key));
                }
            }
            case SNAPSHOT -> {
                if (!shape.key().isEmpty()) {
                    indexes.add(new Index(false, "key", key + ", arrival"));
                }
            }
        }
        for (Column subject : shape.subjects()) {
            boolean leadsKey = !shape.key().isEmpty() && shape.key().get(0).equals(subject);
            if (!leadsKey) {
                indexes.add(new Index(false, subject.name(), subject.sought()));
            }
        }
        return indexes;
    }

    private static String name(Shape shape, Index index) {
        return shape.simpleName() + "_" + index.suffix;
    }

    private String create(Shape shape, Index index) {
        return "create " + (index.unique ? "unique " : "") + "index if not exists "
                + (postgres ? "" : shape.zone().schema() + ".") + name(shape, index) + " on " + shape.table() + " ("
                + index.columns + ")";
    }

    private String type(Column column) {
        return Types.of(postgres, column);
    }

    private int characters(Column column) {
        return Types.characters(postgres, column);
    }

    private static int precision(Column column) {
        return Types.precision(column);
    }
}
