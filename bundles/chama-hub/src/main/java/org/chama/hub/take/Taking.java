package org.chama.hub.take;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.batch.Rows;
import org.chama.api.database.Database;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.BatchState;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.api.store.Written;
import org.chama.hub.Json;
import org.chama.hub.Quarantine;
import org.chama.hub.Registry;
import org.chama.hub.Secrecy;

/**
 * Stores checked batches: records, rejected records, registry, ledger and events in one transaction. A batch the registry holds is
 * not stored again.
 */
final class Taking {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final Database database;
    private final Store store;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Secrecy secrecy;
    private final Actor actor;

    Taking(Database database, Store store, Ledger ledger, Outbox outbox, Secrecy secrecy, String node) {
        this.database = database;
        this.store = store;
        this.ledger = ledger;
        this.outbox = outbox;
        this.secrecy = secrecy;
        this.actor = Actor.machine("node:" + node);
    }

    /** The states the registry has for these batches; those it does not hold are missing. */
    Map<BatchId, BatchState> known(List<BatchId> ids) {
        return database.read(connection -> Registry.states(connection, ids));
    }

    /** @param waited those of the batches whose registry row is there, because they waited before */
    void store(List<Checked> batches, Map<BatchId, BatchState> waited) {
        database.write(connection -> {
            OffsetDateTime now = OffsetDateTime.now(SHANGHAI);
            List<Ledger.Entry> lines = new ArrayList<>();
            for (Checked checked : batches) {
                store(connection, checked, waited.containsKey(checked.batch().id()), now, lines);
            }
            ledger.append(connection, lines);
            return null;
        });
    }

    /** Notes that a batch waits or is dead. */
    void setAside(Batch batch, String department, BatchState state, Refusal reason, boolean known) {
        database.write(connection -> {
            Registry.Entry entry = entry(
                    batch,
                    department,
                    state,
                    new Written(0, 0, List.of()),
                    0,
                    "",
                    Optional.of(reason),
                    OffsetDateTime.now(SHANGHAI));
            write(connection, entry, known);
            String body = Json.object(detail(entry));
            String kind = state == BatchState.DEAD ? "batch-dead" : "batch-waiting";
            ledger.append(connection, List.of(new Ledger.Entry(actor, kind, "batch:" + batch.id(), body)));
            outbox.add(connection, kind, body);
            if (Secrecy.is(reason)) {
                secrecy.alarm(connection, batch.dataset(), department);
            }
            return null;
        });
    }

    /** Notes how many messages that no node sent lay in a department's queue, by whom they say they are from. */
    void foreign(String department, Map<String, Long> senders) {
        database.write(connection -> {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put(
                    "count",
                    senders.values().stream().mapToLong(Long::longValue).sum());
            detail.put("senders", String.join(" ", senders.keySet()));
            String about = "department:" + department;
            ledger.append(connection, List.of(new Ledger.Entry(actor, "messages-foreign", about, Json.object(detail))));
            return null;
        });
    }

    /** Which of the batches belong to an arrival of their dataset and of this department: what else comes is no batch of ours. */
    Set<BatchId> ours(Collection<Batch> batches, String department) {
        return database.read(connection -> {
            Map<Long, Boolean> arrivals = new HashMap<>();
            Set<BatchId> ours = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement("select 1 from chama.arrival where number = ?"
                    + " and department = ? and dataset_number = ? and dataset_version = ?")) {
                for (Batch batch : batches) {
                    long number = batch.id().arrival();
                    if (!arrivals.containsKey(number)) {
                        select.setLong(1, number);
                        select.setString(2, department);
                        select.setInt(3, batch.datasetNumber());
                        select.setInt(4, batch.datasetVersion());
                        try (ResultSet row = select.executeQuery()) {
                            arrivals.put(number, row.next());
                        }
                    }
                    if (arrivals.get(number)) {
                        ours.add(batch.id());
                    }
                }
            }
            return ours;
        });
    }

    /**
     * Notes that a message was no batch. When it says which batch of an unfinished arrival it was to be, that batch is dead, so that
     * it is listed and the arrival comes to its end.
     *
     * @param said what the message says it is
     */
    void malformed(Optional<String> said, String department, String why) {
        Refusal reason = Refusal.of("batch-malformed", "消息不是完整的批次: " + why, "the message is no whole batch: " + why);
        database.write(connection -> {
            Optional<Registry.Entry> dead = bury(connection, said, department, reason);
            Map<String, Object> detail = dead.map(Taking::detail).orElse(Map.of("code", reason.code(), "reason", why));
            String body = Json.object(detail);
            String kind = dead.isPresent() ? "batch-dead" : "message-dead";
            String about = dead.map(entry -> "batch:" + entry.id()).orElse("department:" + department);
            ledger.append(connection, List.of(new Ledger.Entry(actor, kind, about, body)));
            outbox.add(connection, kind, body);
            return null;
        });
    }

    /**
     * Writes the dead batch the message was to be, unless the registry has it already: what is stored stays stored. One that waits, as
     * for a replay that has brought the message here, is dead again, also when its arrival has ended.
     */
    private static Optional<Registry.Entry> bury(
            Connection connection, Optional<String> said, String department, Refusal reason) throws SQLException {
        Optional<BatchId> id = said.flatMap(Taking::id);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        BatchState before = Registry.states(connection, List.of(id.get())).get(id.get());
        if (before != null && before != BatchState.WAITING) {
            return Optional.empty();
        }
        try (PreparedStatement select =
                connection.prepareStatement("select dataset, dataset_number, dataset_version from chama.arrival"
                        + " where number = ? and department = ? and (? or state in ('CLAIMED', 'TAKEN', 'QUEUED'))")) {
            select.setLong(1, id.get().arrival());
            select.setString(2, department);
            select.setBoolean(3, before != null);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Registry.Entry entry = new Registry.Entry(
                        id.get(),
                        row.getString(1),
                        row.getInt(2),
                        row.getInt(3),
                        department,
                        BatchState.DEAD,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        "",
                        Optional.of(reason),
                        OffsetDateTime.now(SHANGHAI));
                write(connection, entry, before != null);
                return Optional.of(entry);
            }
        }
    }

    private static Optional<BatchId> id(String said) {
        try {
            return Optional.of(BatchId.parse(said)).filter(id -> id.sequence() >= 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void store(
            Connection connection, Checked checked, boolean known, OffsetDateTime now, List<Ledger.Entry> lines)
            throws SQLException {
        Batch batch = checked.batch();
        Dataset dataset = checked.dataset();
        Rows accepted = checked.accepted();
        Written written = accepted.count() == 0
                ? new Written(0, 0, List.of())
                : store.write(connection, dataset, batch.id().arrival(), accepted);
        List<Quarantine.Entry> rejected = new ArrayList<>(checked.rejected());
        for (Written.Conflict conflict : written.conflicts()) {
            int row = conflict.row();
            rejected.add(new Quarantine.Entry(
                    accepted.position(row),
                    accepted.line(row),
                    "store",
                    "",
                    conflict.refusal(),
                    Checking.raw(accepted, row, -1)));
        }
        if (Quarantine.write(connection, batch.id().arrival(), dataset, now, rejected)) {
            secrecy.alarm(connection, dataset.id(), dataset.department());
        }
        Registry.Entry entry = entry(
                batch,
                dataset.department(),
                BatchState.STORED,
                written,
                rejected.size(),
                checked.checks(),
                Optional.empty(),
                now);
        write(connection, entry, known);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.unnumbered (arrival, sequence, dataset_number) values (?,?,?)")) {
            insert.setLong(1, batch.id().arrival());
            insert.setInt(2, batch.id().sequence());
            insert.setInt(3, dataset.number());
            insert.executeUpdate();
        }
        String body = Json.object(detail(entry));
        lines.add(new Ledger.Entry(actor, "batch-stored", "batch:" + batch.id(), body));
        outbox.add(connection, "batch-stored", body);
    }

    private static void write(Connection connection, Registry.Entry entry, boolean known) throws SQLException {
        if (known) {
            Registry.update(connection, entry);
        } else {
            Registry.insert(connection, entry);
        }
    }

    private static Registry.Entry entry(
            Batch batch,
            String department,
            BatchState state,
            Written written,
            int rejected,
            String checks,
            Optional<Refusal> reason,
            OffsetDateTime now) {
        Rows rows = batch.rows();
        return new Registry.Entry(
                batch.id(),
                batch.dataset(),
                batch.datasetNumber(),
                batch.datasetVersion(),
                department,
                state,
                rows.position(0),
                rows.position(rows.count() - 1),
                rows.line(0),
                rows.line(rows.count() - 1),
                rows.count(),
                written.stored(),
                written.repeats(),
                rejected,
                checks,
                reason,
                now);
    }

    private static Map<String, Object> detail(Registry.Entry entry) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("batch", entry.id().toString());
        detail.put("dataset", entry.dataset());
        detail.put("version", entry.datasetVersion());
        detail.put("first", entry.firstRecord());
        detail.put("last", entry.lastRecord());
        detail.put("rows", entry.rows());
        detail.put("stored", entry.stored());
        detail.put("repeats", entry.repeats());
        detail.put("rejected", entry.rejected());
        if (!entry.checks().isEmpty()) {
            detail.put("checks", entry.checks());
        }
        entry.reason().ifPresent(why -> {
            detail.put("code", why.code());
            detail.put("reason", why.text().en());
        });
        return detail;
    }
}
