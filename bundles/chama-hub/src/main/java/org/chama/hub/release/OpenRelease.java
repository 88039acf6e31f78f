package org.chama.hub.release;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chama.api.batch.BatchId;
import org.chama.api.database.Database;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.api.store.Stored;
import org.chama.api.store.Zone;
import org.chama.hub.Json;
import org.chama.hub.policy.PolicyFault;

/** Copies one open dataset's stored batches, masked, into the open zone, in order of position; the cursor commits with the copy. */
final class OpenRelease {

    private static final int MOST = 8;
    private static final long PART = 5_000;
    private static final String OPEN = "open";

    /** Stage of a flip of which some parts are copied and none is to be seen. */
    private static final String OPENING = "opening";

    private final Database database;
    private final Leases leases;
    private final Store store;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Masking masking;

    OpenRelease(Database database, Leases leases, Store store, Ledger ledger, Outbox outbox, Masking masking) {
        this.database = database;
        this.leases = leases;
        this.store = store;
        this.ledger = ledger;
        this.outbox = outbox;
        this.masking = masking;
    }

    private record Next(long position, long arrival, int sequence, long first, long last) {
        boolean flip() {
            return sequence < 0;
        }
    }

    private record Copy(Next next, Stored stored, Masking.Masked masked) {}

    /** What was opened at a position, and every policy that had a part in it. */
    private record Opened(int rows, Set<String> policies) {

        static Opened of(Masking.Masked masked) {
            return new Opened(masked.rows().count(), new LinkedHashSet<>(masked.policies()));
        }

        Opened and(int more, List<String> morePolicies) {
            Set<String> all = new LinkedHashSet<>(morePolicies);
            all.addAll(policies);
            return new Opened(rows + more, all);
        }
    }

    /** Releases the next batches. @return whether there may be more */
    boolean round(Lease lease, Dataset dataset) throws PolicyFault, InterruptedException {
        Cursor cursor = database.read(connection -> Cursor.of(connection, dataset.number()));
        List<Next> next =
                database.read(connection -> next(connection, dataset.number(), Math.max(0, cursor.position())));
        if (next.isEmpty()) {
            return false;
        }
        if (dataset.writeMode() == WriteMode.SNAPSHOT) {
            snapshot(lease, dataset, cursor, next.get(0));
            return true;
        }
        copy(lease, dataset, cursor, next);
        return true;
    }

    private void copy(Lease lease, Dataset dataset, Cursor cursor, List<Next> next)
            throws PolicyFault, InterruptedException {
        List<Copy> copies = new ArrayList<>();
        for (Next batch : next) {
            Stored stored = store.read(dataset, batch.arrival(), batch.first(), batch.last());
            copies.add(new Copy(batch, stored, masking.mask(dataset, stored.rows())));
        }
        database.write(connection -> {
            leases.check(connection, lease);
            List<Ledger.Entry> lines = new ArrayList<>();
            for (Copy copy : copies) {
                if (copy.masked().rows().count() > 0) {
                    store.writeOpen(
                            connection,
                            dataset,
                            copy.next().arrival(),
                            copy.stored(),
                            copy.masked().rows());
                }
                record(connection, dataset, copy.next(), Opened.of(copy.masked()), lines);
            }
            cursor.advance(connection, next.get(next.size() - 1).position(), 0);
            ledger.append(connection, lines);
            return null;
        });
    }

    /**
     * A snapshot's batches are released by its flip: part by part into an invisible generation, then in one step. One that was
     * replayed after the flip joins the state that is shown.
     */
    private void snapshot(Lease lease, Dataset dataset, Cursor cursor, Next next)
            throws PolicyFault, InterruptedException {
        if (!next.flip()) {
            if (database.read(connection -> shown(connection, dataset.number(), next.arrival()))) {
                copy(lease, dataset, cursor, List.of(next));
            } else {
                advance(lease, cursor, next.position(), 0);
            }
            return;
        }
        long last = database.read(connection -> lastRecord(connection, next.arrival()));
        long from = cursor.part() + 1;
        long to = Math.min(last, cursor.part() + PART);
        Stored stored = store.read(dataset, next.arrival(), from, to);
        Masking.Masked masked = masking.mask(dataset, stored.rows());
        database.write(connection -> {
            leases.check(connection, lease);
            if (masked.rows().count() > 0) {
                store.writeOpen(connection, dataset, next.arrival(), stored, masked.rows());
            }
            Opened opened = opened(connection, dataset, next, masked);
            if (to >= last) {
                store.flip(connection, Zone.OPEN, dataset, next.arrival());
                List<Ledger.Entry> lines = new ArrayList<>();
                record(connection, dataset, next, opened, lines);
                ledger.append(connection, lines);
                cursor.advance(connection, next.position(), 0);
            } else {
                insert(connection, dataset, next, opened, OPENING);
                cursor.advance(connection, Math.max(0, cursor.position()), to);
            }
            return null;
        });
    }

    /** Whether the arrival's state is the one the open zone shows. */
    private static boolean shown(Connection connection, int dataset, long arrival) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from chama.released f"
                + " where f.dataset_number = ? and f.arrival = ? and f.sequence = -1 and f.stage = ? and not exists"
                + " (select 1 from chama.released l where l.dataset_number = f.dataset_number"
                + " and l.position > f.position and l.sequence = -1 and l.stage = f.stage)")) {
            select.setInt(1, dataset);
            select.setLong(2, arrival);
            select.setString(3, OPEN);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    private void advance(Lease lease, Cursor cursor, long position, long part) {
        database.write(connection -> {
            leases.check(connection, lease);
            cursor.advance(connection, position, part);
            return null;
        });
    }

    private void record(Connection connection, Dataset dataset, Next next, Opened opened, List<Ledger.Entry> lines)
            throws SQLException {
        String policies = String.join(" ", opened.policies());
        insert(connection, dataset, next, opened, OPEN);
        BatchId id = new BatchId(next.arrival(), next.sequence());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("batch", id.toString());
        detail.put("dataset", dataset.id());
        detail.put("position", next.position());
        detail.put("rows", opened.rows());
        detail.put("policies", policies);
        String body = Json.object(detail);
        lines.add(new Ledger.Entry(Actor.machine("node:" + leases.node()), "batch-opened", "batch:" + id, body));
        outbox.add(connection, "batch-opened", body);
    }

    private static void insert(Connection connection, Dataset dataset, Next next, Opened opened, String stage)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into chama.released (row_count, policies, at, arrival, sequence,"
                        + " dataset_number, position, stage) values (?,?,?,?,?,?,?,?)")) {
            insert.setInt(1, opened.rows());
            insert.setString(2, String.join(" ", opened.policies()));
            insert.setObject(3, OffsetDateTime.now(ZoneId.of("Asia/Shanghai")));
            insert.setLong(4, next.arrival());
            insert.setInt(5, next.sequence());
            insert.setInt(6, dataset.number());
            insert.setLong(7, next.position());
            insert.setString(8, stage);
            insert.executeUpdate();
        }
    }

    /** What all parts of a flip so far come to, this one included; the note of the former ones is taken away. */
    private static Opened opened(Connection connection, Dataset dataset, Next next, Masking.Masked masked)
            throws SQLException {
        Opened opened = Opened.of(masked);
        try (PreparedStatement select = connection.prepareStatement(
                "select row_count, policies from chama.released where dataset_number = ? and position = ? and stage = ?")) {
            select.setInt(1, dataset.number());
            select.setLong(2, next.position());
            select.setString(3, OPENING);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    opened = opened.and(row.getInt(1), List.of(row.getString(2).split(" ")));
                }
            }
        }
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from chama.released where dataset_number = ? and position = ? and stage = ?")) {
            delete.setInt(1, dataset.number());
            delete.setLong(2, next.position());
            delete.setString(3, OPENING);
            delete.executeUpdate();
        }
        return opened;
    }

    private static List<Next> next(Connection connection, int dataset, long after) throws SQLException {
        List<Next> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select p.position, p.arrival, p.sequence, coalesce(b.first_record, 0), coalesce(b.last_record, 0)"
                        + " from chama.position p left join chama.batch b on b.arrival = p.arrival and b.sequence = p.sequence"
                        + " where p.dataset_number = ? and p.position > ? order by p.position")) {
            select.setInt(1, dataset);
            select.setLong(2, after);
            select.setMaxRows(MOST);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Next(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getLong(5)));
                }
            }
        }
        return found;
    }

    private static long lastRecord(Connection connection, long arrival) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select coalesce(max(last_record), 0) from chama.batch where arrival = ?")) {
            select.setLong(1, arrival);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
