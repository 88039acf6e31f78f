package org.chama.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Caller;
import org.chama.api.access.Reach;
import org.chama.api.batch.BatchId;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
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
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final OffsetDateTime AT = OffsetDateTime.parse("2026-11-25T08:30:00+08:00");
    private static final Refusal REFUSAL = Refusal.of("mask-missing", "缺少脱敏规则 phone", "mask phone is missing");

    private final FixedDesk desk = new FixedDesk();
    private final Terminal terminal =
            new Terminal(desk, new FixedDatasets(), new FixedConnectors(), new Gate(), new Office());

    @Test
    void listsArrivalsWithFiltersInChineseFirst() throws Exception {
        String shown = terminal.type(
                "", "chama:arrivals --department police --dataset person --state held --limit 3 --after t1");
        assertThat(shown).contains("编号", "信息资源", "HELD", "2026-11-25 08:30:00 +08:00", "下一页: --after t2");
        assertThat(desk.filter)
                .isEqualTo(new Filter(
                        Reach.EVERYWHERE,
                        Optional.of("police"),
                        Optional.of("person"),
                        Optional.of("HELD"),
                        Optional.empty()));
        assertThat(desk.after).contains("t1");
        assertThat(desk.limit).isEqualTo(3);
    }

    @Test
    void followsTheLanguageOfTheSessionUnlessToldOtherwise() throws Exception {
        assertThat(terminal.type("en_GB.UTF-8", "chama:arrivals")).contains("Number", "next page: --after t2");
        assertThat(terminal.type("en_GB.UTF-8", "chama:arrivals --lang zh")).contains("编号");
        assertThat(terminal.type("zh_CN.UTF-8", "chama:arrivals --lang en")).contains("Number");
        assertThat(terminal.type("C", "chama:arrivals")).contains("编号");
    }

    @Test
    void doesNotLetControlCharactersOfAFileNameThrough() throws Exception {
        assertThat(terminal.type("", "chama:arrivals"))
                .contains("police/person/p?[2J.csv")
                .doesNotContain("p\u001b");
    }

    @Test
    void listsBatchesQuarantineReleasesConnectorsAndDatasets() throws Exception {
        assertThat(terminal.type("en", "chama:batches --state dead"))
                .contains("12:3", "DEAD", "mask-missing: mask phone is missing");
        assertThat(terminal.type("en", "chama:quarantine --arrival 12")).contains("Value (hidden)", "***");
        assertThat(desk.filter.arrival()).contains(12L);
        assertThat(terminal.type("", "chama:releases")).contains("person", "mask-missing: 缺少脱敏规则 phone");
        assertThat(terminal.type("", "chama:connectors")).contains("vehicles", "DOWN", "对方没有应答");
        assertThat(terminal.type("", "chama:connectors --state up")).doesNotContain("vehicles");
        assertThat(terminal.type("", "chama:datasets")).contains("person", "人口", "UNCONDITIONAL");
        assertThat(terminal.type("", "chama:datasets --department other")).doesNotContain("person");
    }

    @Test
    void tracesABatchFromItsFileToWhatMaskedIt() throws Exception {
        assertThat(terminal.type("en", "chama:trace 12:3"))
                .contains("Claimed", "name=name/0.1.0", "batch-stored", "mask-missing");
    }

    @Test
    void ordersRepairsInTheNameOfTheSessionsUser() throws Exception {
        assertThat(terminal.type("en", "chama:replay 12:3 --reason \"disk is larger now\""))
                .contains("batch 12:3 is back in its queue");
        assertThat(terminal.type("", "chama:take --reason 确认 12")).contains("到件 12 已放行");
        assertThat(terminal.type("", "chama:refuse 12 --reason 重复")).contains("到件 12 已拒收");
        assertThat(desk.orders)
                .containsExactly(
                        "replay 12:3 account:all disk is larger now",
                        "take 12 account:all 确认",
                        "refuse 12 account:all 重复");
    }

    @Test
    void answersARefusalInOneLine() {
        refuses("", "chama:replay 12:4 --reason a", "illegal-state: 该批次不是死信");
        refuses("en", "chama:replay 12:4 --reason a", "illegal-state: the batch is not dead");
        refuses(
                "en",
                "chama:replay 12:3 --reason \" \"",
                "reason-missing: a --reason of 1 to 500 characters is needed");
        refuses("", "chama:replay 12:4 --reason a --lang en", "illegal-state: the batch is not dead");
        refuses(
                "en",
                "chama:replay 12:3 --reason",
                "unknown-argument: behind the id stand options with values only: --reason, --lang");
        refuses(
                "en",
                "chama:replay 12:3 a",
                "unknown-argument: behind the id stand options with values only: --reason, --lang");
        refuses(
                "en",
                "chama:trace 12:3 12:4",
                "unknown-argument: behind the id stand options with values only: --lang");
        refuses("en", "chama:take x --reason a", "wrong-number: the number of an arrival must be digits");
        refuses("en", "chama:trace 9:9", "unknown-batch: there is no batch with this id");
        refuses("en", "chama:trace nine", "wrong-batch: the id of a batch must be arrival:sequence, as 12:3");
        refuses("en", "chama:arrivals --limit 1001", "wrong-limit: --limit must be from 1 to 1000");
        refuses(
                "en",
                "chama:batches --state open",
                "wrong-state: --state must be one of STORED, POSITIONED, WAITING, DEAD");
        assertThat(desk.orders).isEmpty();
    }

    @Test
    void answersAnOutageInOneLineWithoutTheDatabasesWords() {
        desk.failing = new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("530000190001010010"));
        refuses("en", "chama:arrivals", "database-outage: the database did not do it; try again later");
    }

    @Test
    void saysSoWhileAPartOfThePlatformIsAway() {
        refuses(
                new Terminal(new Gate(), new Office()),
                "en",
                "chama:arrivals",
                "not-ready: the platform is not ready; try again later");
    }

    @Test
    void asksForAReason() {
        assertThatThrownBy(() -> terminal.type("", "chama:replay 12:3")).hasMessageContaining("--reason");
        assertThat(desk.orders).isEmpty();
    }

    private void refuses(String lang, String line, String refusal) {
        refuses(terminal, lang, line, refusal);
    }

    private static void refuses(Terminal terminal, String lang, String line, String refusal) {
        assertThatThrownBy(() -> terminal.type(lang, line))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.getNiceHelp()).isEqualTo(refusal).isEqualTo(e.getMessage()));
    }

    static final class FixedDatasets implements Datasets {

        @Override
        public Optional<Dataset> find(String id) {
            return all().stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public Optional<Dataset> find(int number, int version) {
            return Optional.empty();
        }

        @Override
        public List<Dataset> all() {
            return List.of(new Dataset(
                    "person",
                    1,
                    2,
                    "307001/000001",
                    "人口",
                    "police",
                    List.of(),
                    "无",
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    WriteMode.APPEND,
                    ShareType.CONDITIONAL,
                    OpenType.UNCONDITIONAL,
                    List.of(),
                    Confidentiality.NONE));
        }

        @Override
        public long revision() {
            return 1;
        }
    }

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
                    Optional.empty()));
        }

        @Override
        public void run(String name, boolean run) {
            throw new UnsupportedOperationException();
        }
    }

    static final class FixedDesk implements Desk {

        private final ArrivalView arrival = new ArrivalView(
                12,
                "person",
                "police",
                "file-drop",
                "police/person/p\u001b[2J.csv",
                ArrivalState.HELD,
                1_000,
                9,
                1,
                7,
                1,
                1,
                1,
                1,
                1,
                AT,
                Optional.empty(),
                Optional.empty());
        private final BatchView batch = new BatchView(
                new BatchId(12, 3),
                "person",
                "police",
                BatchState.DEAD,
                Optional.of(4L),
                1,
                9,
                9,
                7,
                1,
                1,
                AT,
                Optional.of(REFUSAL));
        final List<String> orders = new ArrayList<>();
        Filter filter;
        private Optional<String> after = Optional.empty();
        private int limit;
        private RuntimeException failing;

        @Override
        public Listing<ArrivalView> arrivals(Filter newFilter, Optional<String> newAfter, int newLimit) {
            return listing(newFilter, newAfter, newLimit, arrival);
        }

        @Override
        public Optional<ArrivalView> arrival(long number) {
            return Optional.of(arrival);
        }

        @Override
        public Listing<BatchView> batches(Filter newFilter, Optional<String> newAfter, int newLimit) {
            return listing(newFilter, newAfter, newLimit, batch);
        }

        @Override
        public Optional<Trace> trace(BatchId id) {
            return id.equals(batch.id())
                    ? Optional.of(new Trace(
                            arrival,
                            batch,
                            List.of(new Trace.Release("open", 4, 7, List.of("name=name/0.1.0"), AT)),
                            List.of(new Line(
                                    9, AT, Actor.machine("node:1"), "batch-stored", "batch:12:3", "{}", "", "", "")),
                            List.of()))
                    : Optional.empty();
        }

        @Override
        public Optional<Trace> trace(long number, long line) {
            return line == 2 ? trace(batch.id()) : Optional.empty();
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
        public void replay(BatchId id, Caller caller, String reason) {
            if (!id.equals(batch.id())) {
                throw new RefusedException("illegal-state", "该批次不是死信", "the batch is not dead");
            }
            orders.add("replay " + id + " " + caller.identity().actor() + " " + reason);
        }

        @Override
        public void decide(long number, boolean take, Caller caller, String reason) {
            orders.add((take ? "take " : "refuse ") + number + " "
                    + caller.identity().actor() + " " + reason);
        }

        private <T> Listing<T> listing(Filter newFilter, Optional<String> newAfter, int newLimit, T entry) {
            if (failing != null) {
                throw failing;
            }
            filter = newFilter;
            after = newAfter;
            limit = newLimit;
            return new Listing<>(List.of(entry), Optional.of("t2"));
        }
    }
}
