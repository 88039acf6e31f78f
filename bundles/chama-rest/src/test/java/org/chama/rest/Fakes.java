package org.chama.rest;

import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Caller;
import org.chama.api.batch.Action;
import org.chama.api.batch.BatchId;
import org.chama.api.batch.Rows;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.MaskRule;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.SubjectKind;
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
import org.chama.api.ledger.Line;
import org.chama.api.store.Job;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Store;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;

/** What stands behind the door in tests: fixed answers, and a memory of what was asked. */
final class Fakes {

    static final OffsetDateTime AT = OffsetDateTime.parse("2026-11-25T08:30:00+08:00");
    static final Job JOB = new Job(4, "person", Job.Purpose.ROTATION, 3, 9, AT, Optional.empty());
    static final Refusal REFUSAL = Refusal.of("check-required", "第 3 行缺少必填项", "line 3 has no value of a required item");

    static final Dataset PERSON = dataset("person", OpenType.UNCONDITIONAL);
    static final Dataset SECRET = dataset("secret", OpenType.CONDITIONAL);

    static final ArrivalView ARRIVAL = new ArrivalView(
            12,
            "person",
            "police",
            "file-drop",
            "police/person/p.csv",
            ArrivalState.HELD,
            1_000,
            9,
            1,
            7,
            1,
            1,
            1,
            1,
            0,
            AT,
            Optional.empty(),
            Optional.of(REFUSAL));

    static final BatchView BATCH = new BatchView(
            new BatchId(12, 3),
            "person",
            "police",
            BatchState.DEAD,
            Optional.empty(),
            1,
            9,
            9,
            7,
            1,
            1,
            AT,
            Optional.of(REFUSAL));

    private Fakes() {}

    private static Dataset dataset(String id, OpenType openType) {
        return new Dataset(
                id,
                1,
                2,
                "307001/000001",
                "人口",
                "police",
                List.of(new Subject(SubjectKind.NATURAL_PERSON, "citizen_id")),
                "",
                List.of(
                        item(1, "citizen_id", ItemType.CHARACTER, Optional.empty()),
                        item(2, "name", ItemType.CHARACTER, Optional.of(MaskRule.parse("name"))),
                        item(3, "income", ItemType.CURRENCY, Optional.empty()),
                        item(4, "born", ItemType.DATE, Optional.of(MaskRule.parse("date-year"))),
                        item(5, "local", ItemType.LOGICAL, Optional.empty()),
                        item(6, "weight", ItemType.DOUBLE, Optional.empty())),
                List.of("citizen_id"),
                Optional.empty(),
                WriteMode.UPSERT,
                ShareType.CONDITIONAL,
                openType,
                List.of(),
                Confidentiality.NONE);
    }

    private static Item item(int number, String name, ItemType type, Optional<MaskRule> mask) {
        return new Item(number, name, name, type, 0, 2, number == 1, mask, false);
    }

    /** Two datasets. */
    static final class FixedDatasets implements Datasets {

        @Override
        public Optional<Dataset> find(String id) {
            return all().stream().filter(dataset -> dataset.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Dataset> find(int number, int version) {
            return Optional.empty();
        }

        @Override
        public List<Dataset> all() {
            return List.of(PERSON, SECRET);
        }

        @Override
        public long revision() {
            return 1;
        }
    }

    /** One page for each zone; remembers the questions. */
    static final class FixedStore implements Store {

        @Override
        public boolean discard(Connection transaction, Dataset dataset, long arrival) {
            throw new UnsupportedOperationException("discard");
        }

        @Override
        public Job reencrypt(Dataset dataset) {
            return JOB;
        }

        @Override
        public List<Job> jobs() {
            return List.of(JOB);
        }

        final List<Query> asked = new ArrayList<>();
        Optional<Page> answer = Optional.empty();
        RuntimeException failing;

        @Override
        public Page query(Zone zone, Dataset dataset, Query query) {
            asked.add(query);
            if (failing != null) {
                throw failing;
            }
            if (query.items().contains("nothing")) {
                throw new RefusedException("query-item", "没有此信息项", "there is no such item");
            }
            if (answer.isPresent()) {
                return answer.get();
            }
            if (zone == Zone.OPEN) {
                Rows.Builder rows = new Rows.Builder(5, 1, 64).row(1, 2, Action.PUT);
                rows.add("段**").add("1.50").add("1900").add("true").addNull();
                return new Page(dataset.openItems(), rows.build(), Optional.of("t2"));
            }
            Rows.Builder rows = new Rows.Builder(6, 2, 64).row(1, 2, Action.PUT);
            rows.add("530000190001010010")
                    .add("段\"正\\淳\n")
                    .add("12345678901234567890.10")
                    .add("1900-01-01")
                    .add("false")
                    .add("1.5E-7");
            rows.row(2, 3, Action.PUT)
                    .add("53000019000101007X")
                    .addNull()
                    .add("0.00")
                    .addNull()
                    .addNull()
                    .add("NaN");
            return new Page(dataset.items(), rows.build(), Optional.empty());
        }

        @Override
        public void prepare(Dataset dataset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written write(Connection transaction, Dataset dataset, long arrival, Rows rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stored read(Dataset dataset, long arrival, long firstPosition, long lastPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeOpen(Connection transaction, Dataset dataset, long arrival, Stored from, Rows masked) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean flip(Connection transaction, Zone zone, Dataset dataset, long arrival) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count(Zone zone, Dataset dataset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count(Dataset dataset, long arrival) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long export(Zone zone, Dataset dataset, OutputStream into) {
            throw new UnsupportedOperationException();
        }
    }

    /** One entry in each list; remembers filters and orders. */
    static final class FixedDesk implements Desk {

        final List<String> orders = new ArrayList<>();
        Filter filter;
        Optional<String> after = Optional.empty();
        int limit;

        @Override
        public Listing<ArrivalView> arrivals(Filter newFilter, Optional<String> newAfter, int newLimit) {
            return listing(newFilter, newAfter, newLimit, ARRIVAL);
        }

        @Override
        public Optional<ArrivalView> arrival(long number) {
            return number == 12 ? Optional.of(ARRIVAL) : Optional.empty();
        }

        @Override
        public Listing<BatchView> batches(Filter newFilter, Optional<String> newAfter, int newLimit) {
            return listing(newFilter, newAfter, newLimit, BATCH);
        }

        @Override
        public Optional<Trace> trace(BatchId batch) {
            if (!batch.equals(BATCH.id())) {
                return Optional.empty();
            }
            return Optional.of(new Trace(
                    ARRIVAL,
                    BATCH,
                    List.of(new Trace.Release("open", 4, 7, List.of("name=name/0.1.0"), AT)),
                    List.of(new Line(9, AT, Actor.machine("node:1"), "batch-stored", "batch:12:3", "{}", "", "", "")),
                    List.of(Archive.READ)));
        }

        @Override
        public Optional<Trace> trace(long arrival, long line) {
            return arrival == 12 && line > 0 ? trace(BATCH.id()) : Optional.empty();
        }

        @Override
        public Listing<QuarantinedRow> quarantine(Filter newFilter, Optional<String> newAfter, int newLimit) {
            return listing(
                    newFilter,
                    newAfter,
                    newLimit,
                    new QuarantinedRow(12, 2, 3, "person", "police", "check", "name", REFUSAL, "***", AT));
        }

        @Override
        public List<ReleaseView> releases() {
            return List.of(new ReleaseView("person", 3, 4, Optional.of(REFUSAL), Optional.of(AT)));
        }

        @Override
        public void replay(BatchId batch, Caller caller, String reason) {
            if (batch.sequence() == 4) {
                throw new RefusedException("illegal-state", "该批次不是死信", "the batch is not dead");
            }
            orders.add("replay " + batch + " " + caller.identity().actor() + " " + reason);
        }

        @Override
        public void decide(long arrival, boolean take, Caller caller, String reason) {
            orders.add((take ? "take " : "refuse ") + arrival + " "
                    + caller.identity().actor() + " " + reason);
        }

        private <T> Listing<T> listing(Filter newFilter, Optional<String> newAfter, int newLimit, T entry) {
            filter = newFilter;
            after = newAfter;
            limit = newLimit;
            return new Listing<>(List.of(entry), Optional.of("t2"));
        }
    }

    /** One connector that is down. */
    static final class FixedConnectors implements Connectors {

        @Override
        public List<ConnectorStatus> all() {
            return List.of(new ConnectorStatus(
                    "vehicles",
                    "chama-connector-file",
                    "0.1.0",
                    ConnectorState.DOWN,
                    Optional.of(new Text("对方没有应答", "the other side does not answer")),
                    AT,
                    List.of("person"),
                    5,
                    Optional.of(AT)));
        }

        @Override
        public void run(String name, boolean run) {
            throw new UnsupportedOperationException(name);
        }
    }

    /** Runs what it is given without a connection: what writes in tests needs none. */
    static final class FixedDatabase implements Database {

        @Override
        public Kind kind() {
            return Kind.H2;
        }

        @Override
        public <T> T write(Work<T> work) {
            try {
                return work.run(null);
            } catch (SQLException e) {
                throw new DatabaseException(DatabaseException.Cause.FAULT, e);
            }
        }

        @Override
        public <T> T read(Work<T> work) {
            return write(work);
        }

        @Override
        public DataSource reader(Zone zone) {
            throw new UnsupportedOperationException(zone.schema());
        }

        @Override
        public void migrate(String module, ClassLoader loader) {
            throw new UnsupportedOperationException();
        }
    }
}
