package org.chama.itests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.chama.itests.node.NodeProcess;
import org.chama.itests.node.Oracle;
import org.chama.itests.node.OutsideBroker;
import org.chama.itests.node.Postgresql;
import org.chama.itests.node.Remains;
import org.chama.itests.node.Sample;
import org.chama.itests.node.Sent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes of the same archive on one PostgreSQL, one Artemis outside both and one drop folder; one of them dies. */
final class TwoNodesIT {

    private static final long ROWS = 100_000;
    private static final int FILES = 3;

    /** Few, so that a file is still being read when its first batches are stored. */
    private static final String INFLIGHT = "8";

    private static final Duration WORK = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Path exchange = Path.of("target", "nodes", "exchange").toAbsolutePath();
    private final List<Sent> all = new ArrayList<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private NodeProcess left;
    private NodeProcess right;
    private Postgresql base;

    @BeforeEach
    void start() throws IOException, SQLException {
        NodeProcess.delete(exchange);
        NodeProcess.delete(exchange.resolveSibling("keys"));
        left = NodeProcess.unpack("left");
        right = NodeProcess.unpack("right");
        base = opened(Postgresql.start(left));
        OutsideBroker broker = opened(OutsideBroker.start(exchange.resolveSibling("broker")));
        opened(left);
        opened(right);
        for (NodeProcess node : List.of(left, right)) {
            node.configure("org.chama.database", base.settings())
                    .configure("org.chama.broker", broker.settings())
                    .configure("org.chama.crypto", keys())
                    .configure("org.chama.hub", Map.of("folder", exchange.toString(), "inflight.batches", INFLIGHT));
            for (Sample sample : Sample.values()) {
                node.etc("datasets", sample.declaration())
                        .configure("org.chama.connector.file-" + sample.department(), connector(sample));
            }
            node.start();
        }
        for (int number = 1; number <= FILES; number++) {
            for (Sample sample : Sample.values()) {
                all.add(Sent.make(sample, number, ROWS));
            }
        }
        left.awaitReady();
        right.awaitReady();
        left.staff()
                .ifPresentOrElse(right::staff, () -> left.staff(right.staff().orElseThrow()));
    }

    /** One key store for all nodes: what one signs and encrypts the other must read. */
    private Map<String, String> keys() {
        Path keys = exchange.resolveSibling("keys");
        return Map.of(
                "store", keys.resolve("chama.p12").toString(),
                "password.file", keys.resolve("password").toString());
    }

    private Map<String, String> connector(Sample sample) {
        return Map.of(
                "department",
                sample.department(),
                "dataset",
                sample.dataset(),
                "folder",
                exchange.resolve("drop").toString(),
                "format",
                "csv",
                "charset",
                sample.charset(),
                "complete",
                "done",
                "confidentiality",
                "none",
                "poll.millis",
                "100");
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        NodeProcess.delete(exchange);
    }

    @Test
    void theOtherTakesOverWhatAKilledNodeHad() throws IOException, SQLException {
        for (Sent sent : all) {
            sent.drop(exchange);
        }
        NodeProcess dead = killOneInTheMiddle();
        NodeProcess alive = dead == left ? right : left;

        for (Sent sent : all) {
            JsonNode arrival = Awaitility.await(sent.name() + " is stored and archived")
                    .atMost(WORK)
                    .pollInterval(LOOK)
                    .until(
                            () -> alive.rest()
                                    .arrival(sent.sample(), sent.name())
                                    .filter(found -> !found.get("ended").isNull()),
                            Optional::isPresent)
                    .orElseThrow();
            assertThat(arrival.get("state").asText()).as("%s", arrival).isEqualTo("STORED");
        }
        for (Sample sample : Sample.values()) {
            Awaitility.await("the open copy of " + sample.dataset() + " has caught up")
                    .atMost(WORK)
                    .pollInterval(LOOK)
                    .until(() -> hasCaughtUp(alive, sample));
        }
        everythingIsThereOnce();
        bothHaveStored();
    }

    /**
     * Holds a node in which an arrival is in the middle, looks again whether it still is, and kills it; else lets it go on. Before
     * that both nodes have claimed arrivals, and the one that dies has stored batches.
     */
    private NodeProcess killOneInTheMiddle() throws IOException, SQLException {
        Map<String, NodeProcess> nodes = Map.of(left.run(), left, right.run(), right);
        AtomicReference<NodeProcess> dead = new AtomicReference<>();
        Awaitility.await("an arrival is in the middle")
                .atMost(WORK)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    if (claimers().size() < 2) {
                        return false;
                    }
                    for (String run : inTheMiddle()) {
                        NodeProcess node = nodes.get(run);
                        node.freeze();
                        if (inTheMiddle().contains(run)) {
                            node.kill();
                            dead.set(node);
                            return true;
                        }
                        node.thaw();
                    }
                    return false;
                });
        assertThat(inTheMiddle()).contains(dead.get().run());
        return dead.get();
    }

    /** The runs of nodes that have taken arrivals. */
    private List<String> claimers() throws IOException, SQLException {
        return base.read(connection -> texts(connection, "select distinct node from chama.arrival"));
    }

    /** The runs that read a file some batches of which are stored, and that have stored batches themselves. */
    private List<String> inTheMiddle() throws IOException, SQLException {
        return base.read(connection -> texts(
                connection,
                """
                select distinct a.node from chama.arrival a
                where a.state = 'TAKEN'
                  and exists (select 1 from chama.batch b where b.arrival = a.number)
                  and exists (select 1 from %s where l.kind = 'batch-stored' and l.actor = 'node:' || a.node)"""
                        .formatted(Oracle.LINES)));
    }

    private static boolean hasCaughtUp(NodeProcess node, Sample sample) {
        JsonNode release = node.rest().release(sample);
        long batches = 0;
        for (JsonNode arrival : node.rest()
                .get("/api/v1/arrivals?limit=100&dataset=" + sample.dataset())
                .get("arrivals")) {
            batches += arrival.get("batches").asLong();
        }
        return release.get("head").asLong() == batches
                && release.get("position").asLong() == batches;
    }

    private void everythingIsThereOnce() throws IOException, SQLException {
        base.read(connection -> {
            for (Sent sent : all) {
                long number = Remains.arrival(connection, sent).orElseThrow().number();
                Oracle.holdsExactly(connection, sent, number);
                Oracle.showsExactly(connection, sent, number);
                Oracle.tookEffectOnce(connection, sent, number);
                assertThat(Remains.archived(exchange, sent, number)).hasSameBinaryContentAs(sent.file());
                assertThat(Remains.report(exchange, sent, number)).isNotEmptyFile();
            }
            for (Sample sample : Sample.values()) {
                Oracle.holdsNothingElse(connection, sample, all);
            }
            return null;
        });
        for (String emptied : List.of("taken", "quarantine")) {
            try (Stream<Path> files = Files.walk(exchange.resolve(emptied))) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    private void bothHaveStored() throws IOException, SQLException {
        List<String> actors = base.read(connection ->
                texts(connection, "select distinct actor from " + Oracle.LINES + " where kind = 'batch-stored'"));
        assertThat(new TreeSet<>(actors))
                .isEqualTo(new TreeSet<>(List.of("node:" + left.run(), "node:" + right.run())));
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
