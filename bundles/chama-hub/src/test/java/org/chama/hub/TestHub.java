package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.chama.api.access.Reach;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchState;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Filter;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.desk.ReleaseView;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.api.ledger.Line;
import org.chama.api.policy.Check;
import org.chama.api.policy.Mask;
import org.chama.api.store.Zone;
import org.chama.crypto.NodeCrypto;
import org.chama.database.NodeDatabase;
import org.chama.database.NodeLeases;
import org.chama.database.Settings;
import org.chama.database.TableOutbox;
import org.chama.hub.desk.HubDesk;
import org.chama.hub.intake.HubIntake;
import org.chama.hub.policy.Policies;
import org.chama.hub.release.HubRelease;
import org.chama.hub.take.HubTake;
import org.chama.ledger.TableLedger;
import org.chama.store.DatasetStore;

/**
 * A whole node's hub in this JVM on a real database, a real broker and real folders. It can be stopped and started again on what it
 * left; datasets and policies stay.
 */
final class TestHub implements AutoCloseable {

    /** The connector of the files tests drop. */
    static final String CONNECTOR = "test-files";

    private static final int SILENCE_SECONDS = 10;

    final Path folder;
    final TestDatasets datasets = new TestDatasets();
    final Standing alarms = new Standing();
    final TestBroker broker;
    private final Settings databaseSettings;
    private final List<Offer<Mask>> masks = new ArrayList<>();
    private final List<Offer<Check>> checks = new ArrayList<>();
    private int inflight = 48;
    private int policyTimeout = 30;
    NodeDatabase database;
    NodeLeases leases;
    DatasetStore store;
    TableLedger ledger;
    TableOutbox outbox;
    HubIntake intake;
    HubDesk desk;
    Hub hub;
    private Policies policies;
    private Progress progress;
    private Optional<HubTake> take = Optional.empty();
    private HubRelease release;

    TestHub(Path folder) throws Exception {
        this(folder, Settings.h2(folder.resolve("data")));
    }

    TestHub(Path folder, Settings databaseSettings) throws Exception {
        this.folder = folder;
        this.databaseSettings = databaseSettings;
        this.broker = new TestBroker(folder.resolve("broker"));
    }

    /** At most so many batches of an arrival are queued and not stored. */
    TestHub inflight(int batches) {
        inflight = batches;
        return this;
    }

    /** A policy that takes longer for a batch hangs. */
    TestHub policyTimeout(int seconds) {
        policyTimeout = seconds;
        return this;
    }

    TestHub start() {
        startWithoutTakers();
        startTakers();
        return this;
    }

    /** Everything but what takes batches out of the queues. */
    TestHub startWithoutTakers() {
        openDatabase();
        NodeCrypto crypto = new NodeCrypto(folder.resolve("keys/store.p12"), folder.resolve("keys/secret"));
        store = new DatasetStore(database, crypto);
        ledger = new TableLedger(database, leases, crypto);
        outbox = new TableOutbox(database);
        progress = new Progress();
        hub = new Hub(database, alarms, settings());
        policies = new Policies(progress);
        masks.forEach(mask -> Scr.call(policies, "addMask", mask, mask.policy));
        checks.forEach(check -> Scr.call(policies, "addCheck", check, check.policy));
        intake = new HubIntake(
                hub, database, leases, datasets, store, ledger, outbox, broker, broker.connections(), progress);
        release = new HubRelease(
                hub,
                database,
                leases,
                datasets,
                store,
                ledger,
                outbox,
                broker,
                broker.connections(),
                policies,
                progress);
        desk = new HubDesk(hub, database, leases, datasets, store, new People(), ledger, progress);
        return this;
    }

    /** The entrance of another node on the same database, broker and folder. */
    HubIntake anotherIntake(NodeLeases other) {
        return new HubIntake(
                hub, database, other, datasets, store, ledger, outbox, broker, broker.connections(), new Progress());
    }

    /** The database alone, for a test that prepares what a crash left. */
    void openDatabase() {
        if (database == null) {
            database = new NodeDatabase(databaseSettings);
            leases = new NodeLeases(database, SILENCE_SECONDS);
        }
    }

    void startTakers() {
        take = Optional.of(new HubTake(
                hub,
                database,
                leases,
                datasets,
                store,
                ledger,
                outbox,
                broker,
                broker.connections(),
                policies,
                progress));
    }

    void stopTakers() {
        take.ifPresent(takers -> Scr.call(takers, "stop"));
        take = Optional.empty();
    }

    /** Stops the node but for the broker; what is under way stays as it is. */
    void stop() {
        stopTakers();
        Scr.call(release, "stop");
        Scr.call(intake, "stop");
        ledger.close();
        leases.close();
        database.close();
        database = null;
    }

    @Override
    public void close() {
        if (database != null) {
            stop();
        }
        broker.close();
    }

    Dataset publish(Sample sample) {
        Dataset dataset = datasets.publish(sample.dataset());
        if (database != null) {
            store.prepare(dataset);
        }
        return dataset;
    }

    // ---- policies

    Offer<Mask> offer(String name, String version, Mask mask) {
        Offer<Mask> offer = new Offer<>(name, version, mask);
        masks.add(offer);
        if (database != null) {
            Scr.call(policies, "addMask", offer, mask);
        }
        return offer;
    }

    void withdrawMask(Offer<Mask> offer) {
        masks.remove(offer);
        Scr.call(policies, "removeMask", offer);
    }

    Offer<Check> offerCheck(String name, String version, Check check) {
        Offer<Check> offer = new Offer<>(name, version, check);
        checks.add(offer);
        if (database != null) {
            Scr.call(policies, "addCheck", offer, check);
        }
        return offer;
    }

    // ---- files

    Path drop(Dataset dataset, String name, String content) throws IOException {
        return drop(dataset.department(), dataset.id(), name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path drop(String department, String dataset, String name, byte[] content) throws IOException {
        Path into = Files.createDirectories(
                folder.resolve("drop").resolve(department).resolve(dataset));
        return Files.write(into.resolve(name), content);
    }

    Outcome take(Dataset dataset, Path file) {
        return intake.file(new FileArrival(dataset.id(), file, FileProfile.AUTO, CONNECTOR));
    }

    /** Drops a file and takes it. */
    Outcome bring(Dataset dataset, String name, String content) throws IOException {
        return take(dataset, drop(dataset, name, content));
    }

    /** An arrival of which tests send the batches themselves. */
    void claim(Dataset dataset, long number) throws Exception {
        sql(
                "insert into chama.arrival (number, dataset, dataset_number, dataset_version, department, connector, kind, source,"
                        + " name, bytes, profile, state, node, claimed_at, ended_at) values (?, ?, ?, ?, ?, 'test', 'CALL', 'test',"
                        + " 'test', 0, '', 'STORED', 'none', current_timestamp, current_timestamp)",
                number,
                dataset.id(),
                dataset.number(),
                dataset.version(),
                dataset.department());
    }

    /** Drops a file, takes it and waits until it is stored and archived. */
    ArrivalView store(Dataset dataset, String name, String content) throws IOException {
        return ended(received(bring(dataset, name, content)), ArrivalState.STORED);
    }

    static long received(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Received.class);
        return ((Outcome.Received) outcome).receipt().arrival();
    }

    static long refused(Outcome outcome, String code) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(code);
        return ((Outcome.Refused) outcome).arrival();
    }

    /** Files below a folder of the exchange, by their paths in it. */
    List<String> files(String below) throws IOException {
        Path root = folder.resolve(below);
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    String report(long arrival) throws IOException {
        for (String below : List.of("archive", "quarantine")) {
            for (String file : files(below)) {
                String name = Path.of(file).getFileName().toString();
                if (name.startsWith(arrival + "-") && name.endsWith(".report.json")) {
                    return Files.readString(folder.resolve(below).resolve(file));
                }
            }
        }
        throw new AssertionError("no report of arrival " + arrival);
    }

    // ---- what is there

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    /** The arrival when it is in this state and its file is where it belongs. */
    ArrivalView ended(long arrival, ArrivalState state) {
        soon().untilAsserted(() -> {
            assertThat(view(arrival).state()).isEqualTo(state);
            assertThat(view(arrival).ended()).isPresent();
        });
        return view(arrival);
    }

    ArrivalView state(long arrival, ArrivalState state) {
        soon().untilAsserted(() -> assertThat(view(arrival).state()).isEqualTo(state));
        return view(arrival);
    }

    ArrivalView view(long arrival) {
        return desk.arrival(arrival).orElseThrow();
    }

    List<ArrivalView> arrivals(Dataset dataset) {
        return desk.arrivals(of(dataset), Optional.empty(), 1000).entries();
    }

    List<BatchView> batches(Dataset dataset) {
        return desk.batches(of(dataset), Optional.empty(), 1000).entries();
    }

    List<BatchView> batches(Dataset dataset, BatchState state) {
        return batches(dataset).stream().filter(batch -> batch.state() == state).toList();
    }

    List<QuarantinedRow> quarantine(Dataset dataset) {
        return desk.quarantine(of(dataset), Optional.empty(), 1000).entries();
    }

    ReleaseView release(Dataset dataset) {
        return desk.releases().stream()
                .filter(view -> view.dataset().equals(dataset.id()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the open copy has come as far as the share zone. */
    void released(Dataset dataset) {
        soon().untilAsserted(() -> {
            assertThat(number("select count(*) from chama.unnumbered where dataset_number = ?", dataset.number()))
                    .isZero();
            ReleaseView view = release(dataset);
            assertThat(view.waiting()).isEmpty();
            assertThat(view.head()).isPositive();
            assertThat(view.position()).isEqualTo(view.head());
        });
    }

    static Filter of(Dataset dataset) {
        return new Filter(
                Reach.EVERYWHERE, Optional.empty(), Optional.of(dataset.id()), Optional.empty(), Optional.empty());
    }

    List<String> kinds(String about) {
        return ledger.about(about, 1000).stream().map(Line::kind).toList();
    }

    /** Every visible row of a zone as a line of CSV, sorted. */
    List<String> rows(Zone zone, Dataset dataset) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            store.export(zone, dataset, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8).lines().skip(1).sorted().toList();
    }

    List<String> share(Dataset dataset) {
        return rows(Zone.SHARE, dataset);
    }

    List<String> open(Dataset dataset) {
        return rows(Zone.OPEN, dataset);
    }

    // ---- the database behind it

    int sql(String statement, Object... values) {
        return database.write(connection -> {
            try (PreparedStatement change = connection.prepareStatement(statement)) {
                bind(change, values);
                return change.executeUpdate();
            }
        });
    }

    long number(String query, Object... values) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(query)) {
                bind(select, values);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Does something with the next run of the node while it is stopped, its database open. */
    void restartAfter(Consumer<TestHub> change) {
        stop();
        openDatabase();
        change.accept(this);
        start();
    }

    private Hub.Settings settings() {
        return new Hub.Settings() {
            @Override
            public String folder() {
                return folder.toString();
            }

            @Override
            public int inflight_batches() {
                return inflight;
            }

            @Override
            public int transaction_batches() {
                return 8;
            }

            @Override
            public int policy_timeout_seconds() {
                return policyTimeout;
            }

            @Override
            public long stream_bytes() {
                return 1 << 20;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Hub.Settings.class;
            }
        };
    }
}
