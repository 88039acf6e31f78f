package org.chama.hub.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.batch.BatchId;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchState;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.desk.ReleaseView;
import org.chama.api.desk.Trace;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.api.store.Store;
import org.chama.hub.Hub;
import org.chama.hub.Json;
import org.chama.hub.Progress;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the hub's tables and writes down what a person decides; the hub's parts then do it. */
@Component(service = Desk.class)
public final class HubDesk implements Desk {

    private static final int MOST = 1000;
    private static final int LINES = 200;

    private static final String ARRIVALS =
            "select a.number, a.dataset, a.department, a.connector, a.source, a.state, a.bytes, a.records, a.refused,"
                    + " (select coalesce(sum(b.stored), 0) from chama.batch b where b.arrival = a.number) stored,"
                    + " (select coalesce(sum(b.repeats), 0) from chama.batch b where b.arrival = a.number) repeats,"
                    + " (select coalesce(sum(b.rejected), 0) from chama.batch b where b.arrival = a.number) rejected,"
                    + " a.batches,"
                    + " (select count(*) from chama.batch b where b.arrival = a.number and b.state in ('STORED', 'POSITIONED')) in_store,"
                    + " (select count(*) from chama.batch b where b.arrival = a.number and b.state = 'DEAD') dead,"
                    + " a.claimed_at, a.ended_at, a.refusal_code, a.refusal_zh, a.refusal_en from chama.arrival a";

    private static final String BATCHES =
            "select arrival, sequence, dataset, department, state, position, first_record,"
                    + " last_record, row_count, stored, repeats, rejected, at, reason_code, reason_zh, reason_en from chama.batch";

    private final Database database;
    private final Datasets datasets;
    private final Store store;
    private final Access access;
    private final Ledger ledger;
    private final Progress progress;
    private final String node;

    @Activate
    public HubDesk(
            @Reference Hub hub,
            @Reference Database database,
            @Reference Leases leases,
            @Reference Datasets datasets,
            @Reference Store store,
            @Reference Access access,
            @Reference Ledger ledger,
            @Reference Progress progress) {
        this.database = database;
        this.datasets = datasets;
        this.store = store;
        this.access = access;
        this.ledger = ledger;
        this.progress = progress;
        this.node = leases.node();
    }

    @Override
    public Listing<ArrivalView> arrivals(Filter filter, Optional<String> after, int limit) {
        Selection select = new Selection(ARRIVALS)
                .within(filter.reach(), "a.department")
                .andIf(filter.department(), "a.department = ?")
                .andIf(filter.dataset(), "a.dataset = ?")
                .andIf(state(filter, ArrivalState.class), "a.state = ?")
                .andIf(filter.arrival(), "a.number = ?")
                .andIf(after.map(HubDesk::number), "a.number < ?")
                .order("a.number desc");
        return page(select, limit, HubDesk::arrival, view -> Long.toString(view.number()));
    }

    @Override
    public Optional<ArrivalView> arrival(long number) {
        return database
                .read(connection ->
                        new Selection(ARRIVALS).and("a.number = ?", number).list(connection, 1, HubDesk::arrival))
                .stream()
                .findFirst();
    }

    @Override
    public Listing<BatchView> batches(Filter filter, Optional<String> after, int limit) {
        Selection select = new Selection(BATCHES)
                .within(filter.reach(), "department")
                .andIf(filter.department(), "department = ?")
                .andIf(filter.dataset(), "dataset = ?")
                .andIf(state(filter, BatchState.class), "state = ?")
                .andIf(filter.arrival(), "arrival = ?");
        after.map(HubDesk::id)
                .ifPresent(id -> select.and(
                        "arrival <= ? and (arrival < ? or sequence < ?)", id.arrival(), id.arrival(), id.sequence()));
        select.order("arrival desc, sequence desc");
        return page(select, limit, HubDesk::batch, view -> view.id().toString());
    }

    @Override
    public Optional<Trace> trace(BatchId id) {
        List<BatchView> batch = database.read(connection -> new Selection(BATCHES)
                .and("arrival = ? and sequence = ?", id.arrival(), id.sequence())
                .list(connection, 1, HubDesk::batch));
        Optional<ArrivalView> arrival = arrival(id.arrival());
        if (batch.isEmpty() || arrival.isEmpty()) {
            return Optional.empty();
        }
        List<Trace.Release> releases = database.read(
                connection -> new Selection("select stage, position, row_count, policies, at from chama.released")
                        .and("arrival = ? and sequence in (?, -1)", id.arrival(), id.sequence())
                        .and("stage <> 'opening'")
                        .order("position, stage")
                        .list(
                                connection,
                                LINES,
                                row -> new Trace.Release(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getInt(3),
                                        row.getString(4).isEmpty()
                                                ? List.of()
                                                : List.of(row.getString(4).split(" ")),
                                        row.getObject(5, OffsetDateTime.class))));
        return Optional.of(new Trace(
                arrival.get(),
                batch.get(0),
                releases,
                Stream.concat(
                                ledger.about("arrival:" + id.arrival(), LINES).stream(),
                                ledger.about("batch:" + id, LINES).stream())
                        .sorted((a, b) -> a.at().compareTo(b.at()))
                        .toList(),
                drawn(batch.get(0))));
    }

    @Override
    public Optional<Trace> trace(long arrival, long line) {
        return database
                .read(connection -> new Selection("select arrival, sequence from chama.batch")
                        .and("arrival = ? and first_line between 1 and ?", arrival, line)
                        .order("first_line desc")
                        .list(connection, 1, row -> new BatchId(row.getLong(1), row.getInt(2))))
                .stream()
                .findFirst()
                .flatMap(this::trace);
    }

    /** Reads since the batch was stored: each may have held its records. */
    private List<Line> drawn(BatchView batch) {
        return ledger.lines(
                        new Ledger.Selection(
                                Optional.of("dataset:" + batch.dataset()),
                                Optional.empty(),
                                Optional.of("records-read"),
                                Optional.of(batch.at()),
                                Optional.empty()),
                        Optional.empty(),
                        LINES)
                .entries();
    }

    @Override
    public Listing<QuarantinedRow> quarantine(Filter filter, Optional<String> after, int limit) {
        Selection select = new Selection(
                        "select arrival, position, line, dataset, department, stage, item, code, zh, en, shape, at"
                                + " from chama.quarantine")
                .within(filter.reach(), "department")
                .andIf(filter.department(), "department = ?")
                .andIf(filter.dataset(), "dataset = ?")
                .andIf(filter.state(), "stage = ?")
                .andIf(filter.arrival(), "arrival = ?");
        after.ifPresent(token -> {
            int colon = token.indexOf(':');
            if (colon < 0) {
                throw badToken();
            }
            long arrival = number(token.substring(0, colon));
            long position = number(token.substring(colon + 1));
            select.and("arrival >= ? and (arrival > ? or position > ?)", arrival, arrival, position);
        });
        select.order("arrival, position");
        return page(select, limit, HubDesk::quarantined, row -> row.arrival() + ":" + row.position());
    }

    @Override
    public List<ReleaseView> releases() {
        Map<Integer, ReleaseView> found = new HashMap<>();
        database.read(connection -> new Selection(
                        "select d.dataset_number, coalesce(r.position, 0), d.position, r.waiting_code,"
                                + " r.waiting_zh, r.waiting_en, r.since from chama.head d"
                                + " left join chama.release r on r.dataset_number = d.dataset_number")
                .list(
                        connection,
                        Integer.MAX_VALUE,
                        row -> found.put(
                                row.getInt(1),
                                new ReleaseView(
                                        "",
                                        row.getLong(2),
                                        row.getLong(3),
                                        refusal(row, 4),
                                        Optional.ofNullable(row.getObject(7, OffsetDateTime.class))))));
        return datasets.all().stream()
                .filter(Dataset::isOpen)
                .map(dataset -> {
                    ReleaseView view = found.getOrDefault(
                            dataset.number(), new ReleaseView("", 0, 0, Optional.empty(), Optional.empty()));
                    return new ReleaseView(dataset.id(), view.position(), view.head(), view.waiting(), view.since());
                })
                .toList();
    }

    @Override
    public void replay(BatchId batch, Caller caller, String reason) {
        String about = "batch:" + batch;
        Actor actor = allowed(
                caller,
                Permission.BATCHES_REPLAY,
                new Selection("select department from chama.batch")
                        .and("arrival = ? and sequence = ?", batch.arrival(), batch.sequence()),
                about);
        database.write(connection -> {
            refuseUseless(connection, batch);
            try (PreparedStatement update = connection.prepareStatement("update chama.batch set state = 'WAITING',"
                    + " reason_code = 'replay', reason_zh = '等待重放', reason_en = 'waits to be replayed'"
                    + " where arrival = ? and sequence = ? and state = 'DEAD'")) {
                update.setLong(1, batch.arrival());
                update.setInt(2, batch.sequence());
                if (update.executeUpdate() == 0) {
                    throw new RefusedException(
                            "conflict-not-dead",
                            "批次 " + batch + " 不是死信,不能重放",
                            "batch " + batch + " is no dead letter and cannot be replayed");
                }
            }
            note(connection, actor, "batch-replay", about, reason);
            return null;
        });
        progress.release().ring();
    }

    /** A batch of a state that nobody sees, or will see, is not brought back: its records would go nowhere. */
    private static void refuseUseless(Connection connection, BatchId batch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select a.state, (select max(p.arrival)"
                        + " from chama.position p where p.dataset_number = a.dataset_number and p.sequence = -1),"
                        + " (select max(u.arrival) from chama.unnumbered u"
                        + " where u.dataset_number = a.dataset_number and u.sequence = -1) from chama.arrival a where a.number = ?")) {
            select.setLong(1, batch.arrival());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                if (ArrivalState.valueOf(row.getString(1)) == ArrivalState.REFUSED) {
                    throw new RefusedException(
                            "conflict-arrival-refused",
                            "到件 " + batch.arrival() + " 已被拒收,其批次不能重放",
                            "arrival " + batch.arrival() + " was refused: its batches cannot be replayed");
                }
                long shown = Math.max(row.getLong(2), row.getLong(3));
                if (shown > batch.arrival()) {
                    throw new RefusedException(
                            "conflict-replaced",
                            "到件 " + batch.arrival() + " 的数据已被到件 " + shown + " 整体替换,批次不能重放",
                            "what arrival " + batch.arrival() + " brought was replaced by arrival " + shown
                                    + ": its batches cannot be replayed");
                }
            }
        }
    }

    @Override
    public void decide(long number, boolean take, Caller caller, String reason) {
        String about = "arrival:" + number;
        Actor actor = allowed(
                caller,
                Permission.ARRIVALS_DECIDE,
                new Selection("select department from chama.arrival").and("number = ?", number),
                about);
        database.write(connection -> {
            String code = held(connection, number);
            String to = !take ? "REFUSED" : code.equals("possible-repeat") ? "TAKEN" : "QUEUED";
            try (PreparedStatement update = connection.prepareStatement(
                    "update chama.arrival set state = ?, decided = true, node = ?, refusal_code = case when ? then null else refusal_code end"
                            + " where number = ? and state = 'HELD'")) {
                update.setString(1, to);
                update.setString(2, node);
                update.setBoolean(3, take);
                update.setLong(4, number);
                if (update.executeUpdate() == 0) {
                    throw notHeld(number);
                }
            }
            if (!take) {
                giveUp(connection, number);
            }
            note(connection, actor, take ? "arrival-decided-take" : "arrival-decided-refuse", about, reason);
            return null;
        });
        progress.recovery().ring();
        progress.ending().ring();
    }

    /** The caller as an actor of the ledger, when it may do this to what that department owns. */
    private Actor allowed(Caller caller, Permission permission, Selection department, String about) {
        String owner = database.read(connection -> department.list(connection, 1, row -> row.getString(1))).stream()
                .findFirst()
                .orElse("");
        return Actor.of(caller, access.require(caller, permission, owner, about));
    }

    private static String held(Connection connection, long number) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select refusal_code from chama.arrival where number = ? and state = 'HELD'")) {
            select.setLong(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw notHeld(number);
                }
                return row.getString(1);
            }
        }
    }

    /** A snapshot that is refused will never be shown: its records go, unless one of its batches is still under way. */
    private void giveUp(Connection connection, long number) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select dataset_number, dataset_version from chama.arrival a"
                        + " where number = ? and batches > 0 and not exists (select 1 from chama.batch b where b.arrival = a.number and b.state = 'WAITING')")) {
            select.setLong(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    Optional<Dataset> dataset = datasets.find(row.getInt(1), row.getInt(2));
                    if (dataset.filter(one -> one.writeMode() == WriteMode.SNAPSHOT)
                            .isPresent()) {
                        store.discard(connection, dataset.get(), number);
                    }
                }
            }
        }
    }

    private static RefusedException notHeld(long number) {
        return new RefusedException(
                "conflict-not-held", "到件 " + number + " 没有等待决定", "arrival " + number + " does not wait for a decision");
    }

    private void note(Connection connection, Actor actor, String kind, String about, String reason)
            throws SQLException {
        ledger.append(connection, List.of(new Ledger.Entry(actor, kind, about, Json.object(Map.of("reason", reason)))));
    }

    private <T> Listing<T> page(Selection select, int limit, Selection.RowOf<T> of, Function<T, String> token) {
        if (limit < 1 || limit > MOST) {
            throw new RefusedException("bad-limit", "limit 须为 1 至 " + MOST, "limit must be from 1 to " + MOST);
        }
        List<T> found = database.read(connection -> select.list(connection, limit + 1, of));
        boolean more = found.size() > limit;
        List<T> entries = more ? found.subList(0, limit) : found;
        return new Listing<>(entries, more ? Optional.of(token.apply(entries.get(limit - 1))) : Optional.empty());
    }

    private static ArrivalView arrival(ResultSet row) throws SQLException {
        return new ArrivalView(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                ArrivalState.valueOf(row.getString(6)),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getInt(13),
                row.getInt(14),
                row.getInt(15),
                row.getObject(16, OffsetDateTime.class),
                Optional.ofNullable(row.getObject(17, OffsetDateTime.class)),
                refusal(row, 18));
    }

    private static BatchView batch(ResultSet row) throws SQLException {
        long position = row.getLong(6);
        boolean numbered = !row.wasNull();
        return new BatchView(
                new BatchId(row.getLong(1), row.getInt(2)),
                row.getString(3),
                row.getString(4),
                BatchState.valueOf(row.getString(5)),
                numbered ? Optional.of(position) : Optional.empty(),
                row.getLong(7),
                row.getLong(8),
                row.getInt(9),
                row.getInt(10),
                row.getInt(11),
                row.getInt(12),
                row.getObject(13, OffsetDateTime.class),
                refusal(row, 14));
    }

    private static QuarantinedRow quarantined(ResultSet row) throws SQLException {
        return new QuarantinedRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                new Refusal(row.getString(8), new Text(row.getString(9), row.getString(10))),
                row.getString(11),
                row.getObject(12, OffsetDateTime.class));
    }

    private static Optional<Refusal> refusal(ResultSet row, int from) throws SQLException {
        String code = row.getString(from);
        return code == null
                ? Optional.empty()
                : Optional.of(new Refusal(code, new Text(row.getString(from + 1), row.getString(from + 2))));
    }

    private static <E extends Enum<E>> Optional<String> state(Filter filter, Class<E> states) {
        filter.state().ifPresent(name -> {
            if (Stream.of(states.getEnumConstants())
                    .noneMatch(state -> state.name().equals(name))) {
                throw new RefusedException(
                        "bad-state",
                        "没有该状态;可用: " + List.of(states.getEnumConstants()),
                        "no such state; there are " + List.of(states.getEnumConstants()));
            }
        });
        return filter.state();
    }

    private static long number(String token) {
        try {
            return Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw badToken();
        }
    }

    private static BatchId id(String token) {
        try {
            return BatchId.parse(token);
        } catch (IllegalArgumentException e) {
            throw badToken();
        }
    }

    private static RefusedException badToken() {
        return new RefusedException("bad-token", "after 不是本列表给出的值", "after is not a value this list gave");
    }
}
