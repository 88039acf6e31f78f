package org.chama.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Store;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The store on the node's database. What is compiled of a dataset version is kept for as long as the store lives. */
@Component
public final class DatasetStore implements Store {

    /** A dataset version in a zone. */
    private record Which(int number, int version, Zone zone) {}

    private record Compiled(Shape shape, Access access) {}

    /** Rows an export holds at a time. */
    private static final int PIECE = 5_000;

    private final Database database;
    private final Tables tables;
    private final Map<Which, Compiled> compiled = new ConcurrentHashMap<>();

    @Activate
    public DatasetStore(@Reference Database database) {
        this.database = database;
        this.tables = new Tables(database);
        database.migrate("store", DatasetStore.class.getClassLoader());
    }

    @Override
    public void prepare(Dataset dataset) {
        tables.prepare(dataset);
    }

    @Override
    public Written write(Connection transaction, Dataset dataset, long arrival, Rows rows) throws SQLException {
        if (dataset.writeMode() != WriteMode.UPSERT) {
            for (int row = 0; row < rows.count(); row++) {
                if (rows.action(row) == Action.DELETE) {
                    throw new IllegalArgumentException(
                            "line " + rows.line(row) + ": only UPSERT datasets take DELETE, not " + dataset.id());
                }
            }
        }
        return access(Zone.SHARE, dataset).write(transaction, arrival, rows);
    }

    @Override
    public Stored read(Dataset dataset, long arrival, long firstPosition, long lastPosition) {
        return database.read(
                connection -> access(Zone.SHARE, dataset).read(connection, arrival, firstPosition, lastPosition));
    }

    @Override
    public void writeOpen(Connection transaction, Dataset dataset, long arrival, Stored from, Rows masked)
            throws SQLException {
        if (!dataset.isOpen()) {
            throw new IllegalArgumentException(dataset.id() + " has no open copy");
        }
        if (masked.count() != from.ids().length || masked.count() != from.rows().count()) {
            throw new IllegalArgumentException(
                    masked.count() + " masked rows for " + from.ids().length + " identities");
        }
        access(Zone.OPEN, dataset).replace(transaction, arrival, from, masked);
    }

    @Override
    public boolean flip(Connection transaction, Zone zone, Dataset dataset, long arrival) throws SQLException {
        if (dataset.writeMode() != WriteMode.SNAPSHOT) {
            throw new IllegalArgumentException(dataset.id() + " is no SNAPSHOT");
        }
        return Generations.flip(transaction, zone, dataset.number(), arrival);
    }

    @Override
    public long count(Zone zone, Dataset dataset) {
        Shape shape = readable(zone, dataset).shape;
        return reading(zone, false, connection -> {
            String where =
                    switch (shape.mode()) {
                        case APPEND -> "";
                        case UPSERT -> zone == Zone.SHARE ? " where not deleted" : "";
                        case SNAPSHOT ->
                            " where arrival = (select arrival from " + zone.schema() + ".generation where number = "
                                    + dataset.number() + " and visible)";
                    };
            return number(connection, "select count(*) from " + shape.table() + where);
        });
    }

    @Override
    public long count(Dataset dataset, long arrival) {
        String table = compiled(Zone.SHARE, dataset).shape.table();
        return database.read(
                connection -> number(connection, "select count(*) from " + table + " where arrival = " + arrival));
    }

    @Override
    public Page query(Zone zone, Dataset dataset, Query query) {
        Selection selection = new Selection(readable(zone, dataset).shape, query);
        return reading(zone, false, selection::page);
    }

    @Override
    public long export(Zone zone, Dataset dataset, OutputStream into) throws IOException {
        Shape shape = readable(zone, dataset).shape;
        CsvExport csv = new CsvExport(shape, into);
        try {
            reading(zone, true, connection -> {
                walk(connection, shape, csv);
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return csv.end();
    }

    /** By key and not by cursor: H2 would gather the whole result first. */
    private static void walk(Connection connection, Shape shape, CsvExport csv) throws SQLException {
        Optional<Place> from = Optional.empty();
        if (shape.mode() == WriteMode.SNAPSHOT) {
            from = Generations.visible(connection, shape.zone(), shape.dataset().number())
                    .map(Place::start);
            if (from.isEmpty()) {
                return;
            }
        }
        Walk walk = new Walk(shape, shape.columns(), List.of(), List.of());
        Walk.Part part;
        do {
            part = walk.next(connection, from, PIECE);
            try {
                csv.write(part.rows());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            from = part.last();
        } while (part.more());
    }

    /** Reading work with the role of a zone; a long one sees one state from its first statement to its last. */
    private <T> T reading(Zone zone, boolean oneState, Reading<T> work) {
        try (Connection connection = database.reader(zone).getConnection()) {
            connection.setAutoCommit(false);
            if (oneState) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            T result;
            try {
                result = work.run(connection);
            } catch (Throwable t) {
                rollback(connection, t);
                throw t;
            }
            connection.rollback();
            return result;
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    private static void rollback(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run(Connection connection) throws SQLException;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The table for doors: there is none of a dataset that keeps no open copy, and there is one as soon as a dataset is published. */
    private Compiled readable(Zone zone, Dataset dataset) {
        if (zone == Zone.OPEN && !dataset.isOpen()) {
            throw new RefusedException(
                    "not-open",
                    "数据集 " + dataset.id() + " 不在开放平台提供。",
                    "The dataset " + dataset.id() + " has no open copy.");
        }
        tables.prepare(dataset);
        return compiled(zone, dataset);
    }

    private Access access(Zone zone, Dataset dataset) {
        return compiled(zone, dataset).access;
    }

    private Compiled compiled(Zone zone, Dataset dataset) {
        return compiled.computeIfAbsent(new Which(dataset.number(), dataset.version(), zone), which -> {
            Shape shape = new Shape(zone, dataset);
            Access access =
                    database.kind() == Database.Kind.POSTGRESQL ? new PostgresAccess(shape) : new H2Access(shape);
            return new Compiled(shape, access);
        });
    }
}
