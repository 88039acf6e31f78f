package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.refused;
import static org.chama.hub.TestHub.soon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchState;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.database.NodeLeases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash left half done goes on under the same number; what a living node has is left to it. */
class RecoveryTest {

    private static final String DEAD_NODE = "dead-node";

    private TestHub hub;
    private Dataset dataset;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
        dataset = hub.publish(Sample.words());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    /** The row of a claim, committed by a node that then did nothing more. */
    private long claimed(Path file, String node) {
        try {
            Path relative = hub.folder.resolve("drop").relativize(file);
            long size = Files.size(file);
            String claim = relative + "|" + size + "|"
                    + Files.getLastModifiedTime(file).toMillis();
            hub.sql(
                    "insert into chama.arrival (dataset, dataset_number, dataset_version, department, connector, kind, source,"
                            + " name, bytes, profile, state, node, claim, claimed_at)"
                            + " values (?, ?, 1, ?, ?, 'FILE', ?, ?, ?, ?, 'CLAIMED', ?, ?, current_timestamp)",
                    dataset.id(),
                    dataset.number(),
                    dataset.department(),
                    TestHub.CONNECTOR,
                    relative.toString(),
                    file.getFileName().toString(),
                    size,
                    FileProfile.AUTO.text(),
                    node,
                    claim);
            return hub.number("select max(number) from chama.arrival");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same when the file was renamed as well. */
    private long renamed(Path file, String node, boolean noted) {
        long arrival = claimed(file, node);
        try {
            Path into = Files.createDirectories(hub.folder.resolve("taken").resolve(Long.toString(arrival)));
            Files.move(file, into.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (noted) {
            hub.sql("update chama.arrival set state = 'TAKEN', claim = null where number = ?", arrival);
        }
        return arrival;
    }

    private void storedExactly(long arrival, int rows) {
        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);
        assertThat(view.stored()).isEqualTo(rows);
        assertThat(hub.share(dataset)).hasSize(rows).doesNotHaveDuplicates();
        assertThat(hub.batches(dataset, BatchState.DEAD)).isEmpty();
    }

    @Test
    void goesOnWithAClaimedFileThatStillLiesInTheDropFolder() throws Exception {
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        long[] arrival = new long[1];
        hub.restartAfter(stopped -> arrival[0] = claimed(file, DEAD_NODE));

        storedExactly(arrival[0], 3);
        assertThat(file).doesNotExist();
        assertThat(hub.arrivals(dataset)).hasSize(1);
    }

    @Test
    void goesOnWithAClaimedFileThatWasRenamed() throws Exception {
        for (boolean noted : new boolean[] {false, true}) {
            dataset = hub.publish(Sample.words());
            Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
            long[] arrival = new long[1];
            hub.restartAfter(stopped -> arrival[0] = renamed(file, DEAD_NODE, noted));

            storedExactly(arrival[0], 3);
        }
    }

    @Test
    void leavesAClaimedFileThatIsAnotherByNowToItsConnector() throws Exception {
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        long[] arrival = new long[1];
        hub.restartAfter(stopped -> {
            arrival[0] = claimed(file, DEAD_NODE);
            try {
                // somebody writes the next file of that name, and has not ended
                Files.writeString(file, "4,half a re", StandardOpenOption.APPEND);
                Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        hub.ended(arrival[0], ArrivalState.VOID);
        assertThat(file).exists();
        assertThat(hub.share(dataset)).isEmpty();
        hub.store(dataset, "a.csv", Sample.csv(1, 4));
        assertThat(hub.share(dataset)).hasSize(4);
    }

    @Test
    void neverTakesAnotherFileForOneThatWasLost() throws Exception {
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        long[] arrival = new long[1];
        hub.restartAfter(stopped -> {
            arrival[0] = renamed(file, DEAD_NODE, true);
            try {
                Files.delete(hub.folder.resolve("taken").resolve(arrival[0] + "/a.csv"));
                hub.drop(dataset, "a.csv", Sample.csv(100, 3));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        hub.ended(arrival[0], ArrivalState.VOID);
        assertThat(file).exists();
        assertThat(hub.share(dataset)).isEmpty();
    }

    @Test
    void refusesALinkThatTookTheFilesPlaceAfterTheClaim() throws Exception {
        Path secret = Files.writeString(hub.folder.resolve("keys/secret.csv"), Sample.csv(1, 3));
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        long[] arrival = new long[1];
        hub.restartAfter(stopped -> {
            arrival[0] = renamed(file, DEAD_NODE, false);
            try {
                Path taken = hub.folder.resolve("taken").resolve(arrival[0] + "/a.csv");
                Files.delete(taken);
                Files.createSymbolicLink(taken, secret);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        hub.ended(arrival[0], ArrivalState.REFUSED);
        assertThat(hub.share(dataset)).isEmpty();
        assertThat(secret).exists();
    }

    @Test
    void goesOnInTheMiddleOfTheSends() throws Exception {
        hub.stop();
        hub.inflight(8).startWithoutTakers();
        Thread intake = new Thread(() -> {
            try {
                hub.bring(dataset, "a.csv", Sample.csv(1, 60_000));
            } catch (IOException | RuntimeException e) {
                // the node goes down under it
                Thread.currentThread().interrupt();
            }
        });
        intake.start();
        soon().until(() -> hub.broker.depth(Queues.INTAKE + dataset.department()) == 8);
        long arrival = hub.arrivals(dataset).get(0).number();
        assertThat(hub.view(arrival).state()).isEqualTo(ArrivalState.TAKEN);
        hub.stop();
        intake.join();

        hub.start();

        storedExactly(arrival, 60_000);
        assertThat(hub.view(arrival).batches()).isEqualTo(12);
        assertThat(hub.number("select count(*) from chama.position where arrival = ?", arrival))
                .isLessThanOrEqualTo(12);
    }

    @Test
    void storesWhatWasQueuedBeforeACrash() throws Exception {
        hub.stop();
        hub.startWithoutTakers();
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 12_000)));
        assertThat(hub.view(arrival).state()).isEqualTo(ArrivalState.QUEUED);

        hub.stop();
        hub.start();

        storedExactly(arrival, 12_000);
    }

    private void archiveAgain(long arrival, ArrivalState state) throws IOException {
        List<String> before = hub.files("archive");
        String report = hub.report(arrival);
        hub.restartAfter(stopped -> {
            stopped.sql("update chama.arrival set ended_at = null where number = ?", arrival);
            try {
                for (String name : before) {
                    Path file = hub.folder.resolve("archive").resolve(name);
                    if (name.endsWith(arrival + "-a.csv")) {
                        Path into = Files.createDirectories(
                                hub.folder.resolve("taken").resolve(Long.toString(arrival)));
                        Files.move(file, into.resolve("a.csv"));
                    } else if (name.endsWith(arrival + "-a.csv.report.json")) {
                        // a report of which a crash left only the beginning
                        Files.writeString(file, "{");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        hub.ended(arrival, state);
        assertThat(hub.files("archive")).isEqualTo(before);
        assertThat(withoutHead(hub.report(arrival))).isEqualTo(withoutHead(report));
        assertThat(hub.files("taken")).isEmpty();
    }

    /** A report names the head of the ledger at the time it was made, and time has passed. */
    private static String withoutHead(String report) {
        return report.replaceFirst(",\"ledgerHead\":\"[^\"]*\"", "");
    }

    @Test
    void archivesWhatWasStoredBeforeACrash() throws Exception {
        long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 3)).number();

        archiveAgain(arrival, ArrivalState.STORED);
    }

    @Test
    void archivesARepeatThatWasFoundBeforeACrash() throws Exception {
        hub.store(dataset, "a.csv", Sample.csv(1, 3));
        long repeat = ((Outcome.Repeat) hub.bring(dataset, "a.csv", Sample.csv(1, 3))).arrival();
        hub.ended(repeat, ArrivalState.REPEAT);

        archiveAgain(repeat, ArrivalState.REPEAT);
    }

    @Test
    void archivesAFileThatWasRenamedButNotNotedAsArchived() throws Exception {
        long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 3)).number();
        hub.restartAfter(stopped -> stopped.sql("update chama.arrival set ended_at = null where number = ?", arrival));

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.files("archive")).hasSize(2);
    }

    @Test
    void flipsASnapshotThatWasCompleteBeforeACrash() throws Exception {
        dataset = hub.publish(Sample.words().mode(WriteMode.SNAPSHOT, "seq"));
        hub.stop();
        hub.startWithoutTakers();
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 7_000)));
        hub.stop();
        hub.start();

        storedExactly(arrival, 7_000);
    }

    @Test
    void takesOverTheArrivalOfADeadNodeAndLeavesThatOfALivingOne() throws Exception {
        NodeLeases other = new NodeLeases(hub.database, 10);
        Path claimed = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        Path taken = hub.drop(dataset, "b.csv", Sample.csv(4, 3));
        long first = claimed(claimed, other.node());
        long second = renamed(taken, other.node(), true);
        Path dead = hub.drop(dataset, "c.csv", Sample.csv(7, 3));
        long third = claimed(dead, DEAD_NODE);

        // behind the others in the order of recovery: when it is stored, they have been passed by
        hub.ended(third, ArrivalState.STORED);
        assertThat(hub.share(dataset)).hasSize(3);
        assertThat(hub.view(first).state()).isEqualTo(ArrivalState.CLAIMED);
        assertThat(hub.view(second).state()).isEqualTo(ArrivalState.TAKEN);
        assertThat(hub.take(dataset, claimed)).isInstanceOf(Outcome.Elsewhere.class);
        assertThat(claimed).exists();

        other.close();

        hub.ended(first, ArrivalState.STORED);
        hub.ended(second, ArrivalState.STORED);
        assertThat(hub.share(dataset)).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void storesAFileOnceThatWasDroppedAgainAfterTheCrashUnderWhichItWasBeingRead() throws Exception {
        NodeLeases other = new NodeLeases(hub.database, 10);
        long left = renamed(hub.drop(dataset, "a.csv", Sample.csv(1, 3)), other.node(), true);

        Outcome again = hub.bring(dataset, "again.csv", Sample.csv(1, 3));

        assertThat(again).isInstanceOf(Outcome.Repeat.class);
        assertThat(((Outcome.Repeat) again).of()).isEqualTo(left);
        other.close();
        storedExactly(left, 3);
    }

    @Test
    void storesAFileOnceThatWasDroppedAgainWhileItsClaimWasLeftByACrash() throws Exception {
        NodeLeases other = new NodeLeases(hub.database, 10);
        long left = claimed(hub.drop(dataset, "a.csv", Sample.csv(1, 3)), other.node());
        long again = hub.store(dataset, "again.csv", Sample.csv(1, 3)).number();

        other.close();

        hub.ended(left, ArrivalState.REPEAT);
        storedExactly(again, 3);
    }

    @Test
    void goesOnWithTheOthersWhenOneCannotGoOn() throws Exception {
        hub.broker.refuse(Queues.INTAKE + "stuck");
        Dataset good = dataset;
        long[] arrivals = new long[3];
        dataset = hub.publish(Sample.words().in("stuck"));
        Path stuck = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        Path other = hub.drop(good, "a.csv", Sample.csv(1, 3));
        Path another = hub.drop(good, "b.csv", Sample.csv(4, 3));
        hub.restartAfter(stopped -> {
            arrivals[0] = claimed(stuck, DEAD_NODE);
            dataset = good;
            arrivals[1] = claimed(other, DEAD_NODE);
            arrivals[2] = claimed(another, DEAD_NODE);
        });

        hub.ended(arrivals[1], ArrivalState.STORED);
        hub.ended(arrivals[2], ArrivalState.STORED);
        assertThat(hub.share(good)).hasSize(6);
        assertThat(hub.view(arrivals[0]).state()).isEqualTo(ArrivalState.TAKEN);
    }

    @Test
    void goesOnWithTheOthersWhileSomeAreSlow() throws Exception {
        hub.close();
        hub = new TestHub(hub.folder.resolve("slow")).inflight(1).start();
        // nobody takes what this department's recovery queues
        hub.broker.refuse(Queues.DEAD + "slow");
        Dataset slow = hub.publish(Sample.words().in("slow"));
        Dataset other = hub.publish(Sample.words());
        long[] arrivals = new long[5];
        hub.restartAfter(stopped -> {
            try {
                for (int nth = 0; nth < arrivals.length; nth++) {
                    dataset = nth < 4 ? slow : other;
                    String content = Sample.csv(nth * 20_000, nth < 4 ? 20_000 : 3);
                    arrivals[nth] = claimed(hub.drop(dataset, nth + ".csv", content), DEAD_NODE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        storedExactly(arrivals[4], 3);
        assertThat(hub.view(arrivals[0]).state()).isEqualTo(ArrivalState.TAKEN);

        hub.broker.allow(Queues.DEAD + "slow");

        for (int nth = 0; nth < 4; nth++) {
            hub.ended(arrivals[nth], ArrivalState.STORED);
        }
        assertThat(hub.share(slow)).hasSize(80_000).doesNotHaveDuplicates();
    }

    @Test
    void changesNothingOfAnArrivalThatAnotherNodeHasTakenOver() throws Exception {
        List<String> words = List.of("a");
        Outcome outcome = hub.intake.call(Calls.call(dataset, "lost", words), pinned -> {
            // this node slept so long that another went on with the call, and ended it
            hub.sql("update chama.arrival set node = 'other', state = 'QUEUED' where request_id = 'lost'");
            throw new RefusedException("too-late", "太晚", "too late");
        });

        assertThat(outcome).isInstanceOf(Outcome.Elsewhere.class);
        assertThat(hub.arrivals(dataset)).singleElement().satisfies(view -> {
            assertThat(view.state()).isIn(ArrivalState.QUEUED, ArrivalState.STORED);
            assertThat(view.refusal()).isEmpty();
        });
    }

    @Test
    void keepsNobodyWaitingForItsLeasesWhenItStops() throws Exception {
        hub.store(dataset, "a.csv", Sample.csv(1, 3));
        String held = "select count(*) from chama.lease where holder <> '' and expires_at > current_timestamp";
        assertThat(hub.number(held)).isPositive();

        hub.stop();

        hub.openDatabase();
        assertThat(hub.number(held)).isZero();
        hub.start();
    }

    @Test
    void refusesAFileOfADatasetThatWasNeverKnownAlsoAfterACrash() throws Exception {
        dataset = Sample.words().id("never-known").dataset();
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        long[] arrival = new long[1];
        hub.restartAfter(stopped -> arrival[0] = claimed(file, DEAD_NODE));

        hub.ended(arrival[0], ArrivalState.REFUSED);
        assertThat(refused(hub.bring(dataset, "b.csv", Sample.csv(1, 3)), "unknown-dataset"))
                .isPositive();
    }
}
