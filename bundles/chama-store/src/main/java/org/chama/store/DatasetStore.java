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
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Job;
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

    /** A dataset version in a zone, by a layout. */
    private record Which(int number, int version, Zone zone, int revision) {}

    private record Compiled(Shape shape, Seal seal, Access access) {}

    /** Rows an export holds at a time. */
    private static final int PIECE = 5_000;

    private final Database database;
    private final Crypto crypto;
    private final Layouts layouts;
    private final Tables tables;
    private final Map<Which, Compiled> compiled = new ConcurrentHashMap<>();

    @Activate
    public DatasetStore(@Reference Database database, @Reference Crypto crypto) {
        this.database = database;
        this.crypto = crypto;
        this.layouts = new Layouts(database);
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
        Layout layout = layouts.forWriting(transaction, dataset.number());
        return compiled(Zone.SHARE, dataset, layout).access.write(transaction, arrival, rows);
    }

    @Override
    public Stored read(Dataset dataset, long arrival, long firstPosition, long lastPosition) {
        return read(
                dataset,
                connection -> share(connection, dataset).access.read(connection, arrival, firstPosition, lastPosition));
    }

    /** With the hub's role. */
    private <T> T read(Dataset dataset, Database.Work<T> work) {
        try {
            return layouts.reading(dataset.number(), () -> database.read(work));
        } catch (SQLException e) {
            throw Failures.of(e);
        }
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
        open(dataset).access.replace(transaction, arrival, from, masked);
    }

    @Override
    public boolean flip(Connection transaction, Zone zone, Dataset dataset, long arrival) throws SQLException {
        if (dataset.writeMode() != WriteMode.SNAPSHOT) {
            throw new IllegalArgumentException(dataset.id() + " is no SNAPSHOT");
        }
        return Generations.flip(transaction, zone, dataset.number(), arrival);
    }

    @Override
    public boolean discard(Connection transaction, Dataset dataset, long arrival) throws SQLException {
        if (dataset.writeMode() != WriteMode.SNAPSHOT) {
            throw new IllegalArgumentException(dataset.id() + " is no SNAPSHOT");
        }
        List<Zone> zones = dataset.isOpen() ? List.of(Zone.SHARE, Zone.OPEN) : List.of(Zone.SHARE);
        return Generations.discard(transaction, zones, dataset.number(), arrival);
    }

    @Override
    public long count(Zone zone, Dataset dataset) {
        prepared(zone, dataset);
        return reading(zone, dataset, false, connection -> {
            String where =
                    switch (dataset.writeMode()) {
                        case APPEND -> "";
                        case UPSERT -> zone == Zone.SHARE ? " where not deleted" : "";
                        case SNAPSHOT ->
                            " where arrival = (select arrival from " + zone.schema() + ".generation where number = "
                                    + dataset.number() + " and visible)";
                    };
            return number(connection, "select count(*) from " + zone.schema() + ".d" + dataset.number() + where);
        });
    }

    @Override
    public long count(Dataset dataset, long arrival) {
        String query = "select count(*) from share.d" + dataset.number() + " where arrival = " + arrival;
        return read(dataset, connection -> number(connection, query));
    }

    @Override
    public Page query(Zone zone, Dataset dataset, Query query) {
        prepared(zone, dataset);
        return reading(zone, dataset, false, connection -> {
            Compiled compiled = readable(connection, zone, dataset);
            return new Selection(compiled.shape, compiled.seal, query).page(connection);
        });
    }

    @Override
    public long export(Zone zone, Dataset dataset, OutputStream into) throws IOException {
        prepared(zone, dataset);
        CsvExport csv = new CsvExport(zone, dataset, into);
        try {
            reading(zone, dataset, true, connection -> {
                walk(connection, readable(connection, zone, dataset), csv);
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return csv.end();
    }

    /** By key and not by cursor: H2 would gather the whole result first. */
    private static void walk(Connection connection, Compiled compiled, CsvExport csv) throws SQLException {
        Shape shape = compiled.shape;
        Optional<Place> from = Optional.empty();
        if (shape.mode() == WriteMode.SNAPSHOT) {
            from = Generations.visible(connection, shape.zone(), shape.dataset().number())
                    .map(Place::start);
            if (from.isEmpty()) {
                return;
            }
        }
        Walk walk = new Walk(shape, compiled.seal, shape.columns(), List.of(), List.of());
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
    private <T> T reading(Zone zone, Dataset dataset, boolean oneState, Reading<T> work) {
        try {
            return zone == Zone.OPEN
                    ? reading(zone, oneState, work)
                    : layouts.reading(dataset.number(), () -> reading(zone, oneState, work));
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

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

    /** Makes sure that there is a table for doors: there is none of a dataset that keeps no open copy. */
    private void prepared(Zone zone, Dataset dataset) {
        if (zone == Zone.OPEN && !dataset.isOpen()) {
            throw new RefusedException(
                    "not-open",
                    "数据集 " + dataset.id() + " 不在开放平台提供。",
                    "The dataset " + dataset.id() + " has no open copy.");
        }
        tables.prepare(dataset);
    }

    private Compiled readable(Connection connection, Zone zone, Dataset dataset) throws SQLException {
        return zone == Zone.OPEN ? open(dataset) : share(connection, dataset);
    }

    private Compiled share(Connection connection, Dataset dataset) throws SQLException {
        return compiled(Zone.SHARE, dataset, layouts.forReading(connection, dataset.number()));
    }

    private Compiled open(Dataset dataset) {
        return compiled(Zone.OPEN, dataset, Layout.NONE);
    }

    private Compiled compiled(Zone zone, Dataset dataset, Layout layout) {
        Which which = new Which(dataset.number(), dataset.version(), zone, layout.revision());
        return compiled.computeIfAbsent(which, w -> {
            Shape shape = new Shape(zone, dataset, layout);
            Seal seal = new Seal(crypto, dataset);
            Access access = database.kind() == Database.Kind.POSTGRESQL
                    ? new PostgresAccess(shape, seal, layout.revision())
                    : new H2Access(shape, seal);
            return new Compiled(shape, seal, access);
        });
    }

    @Override
    public Job reencrypt(Dataset dataset) {
        tables.prepare(dataset);
        return database.write(connection -> {
            if (!layouts.forWriting(connection, dataset.number()).encrypts()) {
                throw new RefusedException(
                        "not-encrypted",
                        "数据集 " + dataset.id() + " 没有加密存储的信息项。",
                        "The dataset " + dataset.id() + " has no encrypted items.");
            }
            if (!Jobs.again(connection, dataset.number())) {
                Jobs.begin(connection, dataset, Job.Purpose.ROTATION);
            }
            return Jobs.job(connection, dataset.number());
        });
    }

    @Override
    public List<Job> jobs() {
        return database.read(Jobs::all);
    }
}
