package org.chama.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.chama.itests.node.Base;
import org.chama.itests.node.NodeProcess;
import org.chama.itests.node.Oracle;
import org.chama.itests.node.Postgresql;
import org.chama.itests.node.Remains;
import org.chama.itests.node.Sample;
import org.chama.itests.node.Sent;

/**
 * A node that is killed with signal 9 while files of 200,000 rows move, and started again as it is. It holds what was sent, and
 * compares.
 */
final class Crashing implements AutoCloseable {

    private static final long ROWS = 200_000;
    private static final int BATCHES = 40;
    private static final Duration HIT = Duration.ofMinutes(4);
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final NodeProcess node;
    private final Base base;
    private final Map<Sent, Long> stored = new LinkedHashMap<>();
    private final List<Sent> compared = new ArrayList<>();
    private int files;
    private boolean running;
    private long head;

    /** Opens the database of a node that was never started. */
    interface Opening {
        Base open(NodeProcess fresh) throws IOException, SQLException;
    }

    Crashing(String name, Opening opening) throws IOException, SQLException {
        Path example = Path.of("../examples/civil-affairs/etc");
        node = NodeProcess.unpack(name);
        base = opening.open(node);
        node.configure("org.chama.database", base.settings())
                .etc("", example.resolve("org.chama.connector.file-civil-affairs.cfg"))
                .etc("datasets", Sample.MARRIAGE.declaration());
    }

    /** The next file, not yet dropped. */
    Sent file() throws IOException {
        return Sent.make(Sample.MARRIAGE, files++, ROWS);
    }

    /** Drops a file into the running node, which dies in the window; the disk shows it. */
    void isKilledIn(Window window, Sent sent) throws IOException, SQLException {
        start();
        node.arm(window.rules());
        sent.drop(node.home());
        dies(window, sent);
    }

    /** Starts the dead node, which dies in the window while it goes on with a file; the disk shows it. */
    void isKilledAgainIn(Window window, Sent sent) throws IOException, SQLException {
        node.startArmed(window.rules());
        dies(window, sent);
    }

    private void dies(Window window, Sent sent) throws IOException, SQLException {
        node.awaitKill(HIT);
        running = false;
        window.isSeenIn(Remains.of(node, base, sent));
    }

    /** Drops a file into the running node and kills it while its batches are stored, early or late as the seed says. */
    void isKilledAtRandom(long seed, int latest, Sent sent) throws IOException, SQLException {
        start();
        sent.drop(node.home());
        killWhenStored(1 + new Random(seed).nextInt(latest), sent);
    }

    /** Starts the dead node and kills it again when it has stored some more batches. */
    void isKilledAgainAtRandom(long seed, int latest, Sent sent) throws IOException, SQLException {
        int before = Remains.of(node, base, sent).registry().cardinality();
        node.start();
        killWhenStored(before + 1 + new Random(seed).nextInt(latest), sent);
    }

    /** The disk shows that as many are stored and that more are under way. */
    private void killWhenStored(int batches, Sent sent) throws IOException, SQLException {
        Awaitility.await(batches + " batches are stored")
                .atMost(HIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class) // a node that starts does not answer at first
                .until(() -> node.rest()
                        .arrival(Sample.MARRIAGE, sent.name())
                        .filter(arrival -> arrival.get("batchesStored").asInt() >= batches + base.unconfirmed())
                        .isPresent());
        node.kill();
        running = false;
        Remains remains = Remains.of(node, base, sent);
        assertThat(remains.arrival().state()).as("%s", remains).isIn("TAKEN", "QUEUED");
        assertThat(remains.registry().cardinality()).as("%s", remains).isBetween(batches, BATCHES - 1);
    }

    /** Starts the node, which goes on with a file under the same number to its end; everything behind it follows. */
    void goesOn(Sent sent) throws IOException, SQLException {
        long claimed = Remains.of(node, base, sent).arrival().number();
        start();
        JsonNode arrival = Awaitility.await(sent.name() + " is stored and archived")
                .atMost(RECOVERY)
                .pollInterval(LOOK)
                .until(
                        () -> node.rest().arrival(Sample.MARRIAGE, sent.name()).filter(found -> !found.get("ended")
                                .isNull()),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(arrival.get("number").asLong()).isEqualTo(claimed);
        assertThat(arrival.get("state").asText()).isEqualTo("STORED");
        assertThat(arrival.get("records").asLong())
                .isEqualTo(ROWS - sent.stored().door());
        assertThat(arrival.get("refused").asLong()).isEqualTo(sent.stored().door());
        assertThat(arrival.get("rejected").asLong()).isEqualTo(sent.stored().check());
        assertThat(arrival.get("stored").asLong()).isEqualTo(sent.stored().stored());
        assertThat(arrival.get("repeats").asLong()).isZero();
        assertThat(arrival.get("batches").asInt()).isEqualTo(BATCHES);
        assertThat(arrival.get("batchesDead").asInt()).isZero();

        head += BATCHES;
        JsonNode release = Awaitility.await("the open copy has caught up")
                .atMost(RECOVERY)
                .pollInterval(LOOK)
                .until(
                        () -> node.rest().release(Sample.MARRIAGE),
                        found -> found.get("position").asLong() >= head);
        assertThat(release.get("position").asLong()).isEqualTo(head);
        assertThat(release.get("head").asLong()).isEqualTo(head);

        liesInTheArchive(sent, claimed);
        stored.put(sent, claimed);
        if (base.isShared()) {
            compare();
        }
    }

    /** Stops the node and looks at everything that is not yet compared, and for what nobody sent. */
    void holdsWhatWasSentAndNothingElse() throws IOException, SQLException {
        assertThat(stored).hasSize(files);
        node.stop();
        running = false;
        compare();
        base.read(connection -> {
            Oracle.holdsNothingElse(connection, Sample.MARRIAGE, List.copyOf(stored.keySet()));
            return null;
        });
    }

    private void start() throws IOException {
        if (!running) {
            node.start();
            node.awaitReady();
            running = true;
        }
    }

    private void liesInTheArchive(Sent sent, long number) throws IOException {
        assertThat(Remains.archived(node.home(), sent, number)).hasSameBinaryContentAs(sent.file());
        assertThat(Remains.report(node.home(), sent, number))
                .content()
                .contains(
                        "\"arrival\":" + number,
                        "\"state\":\"STORED\"",
                        "\"stored\":" + sent.stored().stored());
        assertThat(files("taken")).isEmpty();
        assertThat(files("quarantine")).isEmpty();
        Awaitility.await("nothing is left in the drop folder")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(files("drop")).isEmpty());
    }

    private List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(node.home().resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void compare() throws IOException, SQLException {
        base.read(connection -> {
            for (Map.Entry<Sent, Long> each : stored.entrySet()) {
                if (!compared.contains(each.getKey())) {
                    Oracle.holdsExactly(connection, each.getKey(), each.getValue());
                    Oracle.showsExactly(connection, each.getKey(), each.getValue());
                    Oracle.tookEffectOnce(connection, each.getKey(), each.getValue());
                    compared.add(each.getKey());
                }
            }
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        node.close();
        if (base instanceof Postgresql server) {
            server.close();
        }
    }
}
