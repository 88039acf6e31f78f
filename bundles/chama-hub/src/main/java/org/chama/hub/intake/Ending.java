package org.chama.hub.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.Text;
import org.chama.api.database.Database;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.DoorRefusal;
import org.chama.api.intake.Receipt;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.api.store.Zone;
import org.chama.hub.Secrecy;
import org.chama.hub.Tenure;

/**
 * Ends arrivals: when every batch is stored or dead-lettered a snapshot flips, and the file goes to the archive or the quarantine
 * with its report. Each step can be done again after a crash. One node at a time does it.
 */
final class Ending {

    private static final int SHOWN = 1000;

    private final Database database;
    private final Leases leases;
    private final Datasets datasets;
    private final Store store;
    private final Folders folders;
    private final Records records;
    private final Tenure tenure;

    Ending(Database database, Leases leases, Datasets datasets, Store store, Folders folders, Records records) {
        this.database = database;
        this.leases = leases;
        this.datasets = datasets;
        this.store = store;
        this.folders = folders;
        this.records = records;
        this.tenure = new Tenure(leases, "hub-ending");
    }

    boolean round() throws IOException {
        Optional<Lease> lease = tenure.lease();
        if (lease.isEmpty()) {
            return false;
        }
        List<Arrival> complete = database.read(Arrivals::toEnd);
        Each.of(complete, arrival -> end(lease.get(), arrival));
        List<Arrival> toArchive = database.read(Arrivals::toArchive);
        Each.of(toArchive, this::archive);
        return complete.size() + toArchive.size() > 0;
    }

    void stop() {
        tenure.release();
    }

    /** Puts the file of a decided arrival where it belongs. */
    private void archive(Arrival arrival) throws IOException {
        if (arrival.file() && arrival.state() != ArrivalState.VOID) {
            boolean good = arrival.state() == ArrivalState.REPEAT
                    || arrival.state() == ArrivalState.STORED
                            && arrival.refusal().isEmpty();
            Path end = folders.end(
                    arrival.number(), arrival.name(), arrival.department(), arrival.dataset(), good, report(arrival));
            if (arrival.refusal().filter(Secrecy::is).isPresent()) {
                Folders.forOwnerOnly(end);
            }
        }
        database.write(connection -> {
            Arrivals.archived(connection, arrival.number());
            return null;
        });
    }

    private String report(Arrival arrival) {
        Optional<Ledger.Head> head = records.head();
        return database.read(connection -> Report.of(connection, arrival, head));
    }

    /** The newest published head of the ledger. */
    Optional<Ledger.Head> head() {
        return records.head();
    }

    /** The receipt of an arrival that was queued before. */
    Receipt receipt(Arrival arrival) {
        List<DoorRefusal> refusals = database.read(connection -> doorRefusals(connection, arrival.number()));
        return new Receipt(arrival.number(), arrival.records(), arrival.refused(), refusals, true, head());
    }

    private void end(Lease lease, Arrival arrival) {
        Optional<Dataset> dataset = datasets.find(arrival.datasetNumber(), arrival.datasetVersion());
        boolean snapshot = dataset.isPresent() && dataset.get().writeMode() == WriteMode.SNAPSHOT;
        Totals totals = database.read(connection -> Totals.of(connection, arrival.number()));
        Optional<Refusal> held =
                snapshot && !arrival.decided() ? doubt(arrival, dataset.get(), totals) : Optional.empty();
        database.write(connection -> {
            leases.check(connection, lease);
            ArrivalState to = held.isPresent() ? ArrivalState.HELD : ArrivalState.STORED;
            if (!Arrivals.move(connection, arrival.number(), ArrivalState.QUEUED, to, held)) {
                return null;
            }
            if (snapshot && held.isEmpty()) {
                flip(connection, dataset.get(), arrival.number());
            }
            Map<String, Object> detail = new LinkedHashMap<>(totals.detail());
            detail.putAll(Records.reason(held));
            records.step(
                    connection,
                    arrival.number(),
                    arrival.dataset(),
                    Actor.machine("node:" + leases.node()),
                    held.isPresent() ? "arrival-held" : "arrival-stored",
                    detail);
            return null;
        });
    }

    private void flip(Connection connection, Dataset dataset, long arrival) throws SQLException {
        if (store.flip(connection, Zone.SHARE, dataset, arrival)) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into chama.unnumbered (arrival, sequence, dataset_number) values (?, -1, ?)")) {
                insert.setLong(1, arrival);
                insert.setInt(2, dataset.number());
                insert.executeUpdate();
            }
        }
    }

    /** Why a snapshot looks wrong: a person must say whether it may replace the one before. */
    private Optional<Refusal> doubt(Arrival arrival, Dataset dataset, Totals totals) {
        long before = store.count(Zone.SHARE, dataset);
        long read = arrival.records() + arrival.refused();
        if (arrival.refusal().isPresent()) {
            return arrival.refusal();
        }
        if (totals.dead() > 0) {
            return Optional.of(Refusal.of(
                    "snapshot-incomplete", totals.dead() + " 个批次未能入库", totals.dead() + " batches could not be stored"));
        }
        if (totals.stored() * 2 < before) {
            return Optional.of(Refusal.of(
                    "snapshot-shrunk",
                    "只有 " + totals.stored() + " 条记录,此前为 " + before + " 条",
                    "only " + totals.stored() + " records, " + before + " before"));
        }
        if ((arrival.refused() + totals.rejected()) * 20 > read) {
            return Optional.of(
                    Refusal.of("snapshot-rejected", "超过 5% 的记录未通过校验", "more than 5 % of the records were rejected"));
        }
        return Optional.empty();
    }

    /** Whether it is one of the reasons a person may think otherwise about, and not that the source is broken. */
    static boolean isDoubt(Refusal why) {
        return why.code().startsWith("snapshot-");
    }

    private static List<DoorRefusal> doorRefusals(Connection connection, long arrival) throws SQLException {
        List<DoorRefusal> found = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select position, line, item, code, zh, en from chama.quarantine"
                        + " where arrival = ? and stage = 'door' order by position")) {
            select.setLong(1, arrival);
            select.setMaxRows(SHOWN);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new DoorRefusal(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            new Refusal(row.getString(4), new Text(row.getString(5), row.getString(6)))));
                }
            }
        }
        return found;
    }
}
