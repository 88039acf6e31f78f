package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.database.NodeLeases;
import org.chama.hub.intake.HubIntake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, one broker and one folder. */
class TwoNodesTest {

    private TestHub hub;
    private NodeLeases otherLeases;
    private HubIntake other;
    private Dataset dataset;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
        otherLeases = new NodeLeases(hub.database, 10);
        other = hub.anotherIntake(otherLeases);
        dataset = hub.publish(Sample.words());
    }

    @AfterEach
    void stop() {
        Scr.call(other, "stop");
        otherLeases.close();
        hub.close();
    }

    private static Outcome take(Intake node, Dataset dataset, Path file) {
        return node.file(new FileArrival(dataset.id(), file, FileProfile.AUTO, TestHub.CONNECTOR));
    }

    /** What each node says of its files, each of which both begin at the same moment. */
    private List<List<Outcome>> both(List<Path> mine, List<Path> others) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            Future<List<Outcome>> first = threads.submit(() -> each(hub.intake, mine, together));
            Future<List<Outcome>> second = threads.submit(() -> each(other, others, together));
            return List.of(first.get(), second.get());
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Outcome> each(Intake node, List<Path> files, CyclicBarrier together) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (Path file : files) {
            together.await();
            outcomes.add(take(node, dataset, file));
        }
        return outcomes;
    }

    private void allEnded() {
        TestHub.soon().untilAsserted(() -> assertThat(hub.arrivals(dataset))
                .allSatisfy(arrival -> assertThat(arrival.ended()).isPresent()));
    }

    @Test
    void takesEachFileOnceWhenTwoNodesWatchOneFolder() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int nth = 0; nth < 40; nth++) {
            files.add(hub.drop(dataset, nth + ".csv", Sample.csv(nth * 10, 10)));
        }

        List<List<Outcome>> outcomes = both(files, files);

        allEnded();
        assertThat(hub.arrivals(dataset)).hasSize(40).allSatisfy(arrival -> assertThat(arrival.state())
                .isEqualTo(ArrivalState.STORED));
        assertThat(hub.share(dataset)).hasSize(400).doesNotHaveDuplicates();
        for (int nth = 0; nth < files.size(); nth++) {
            assertThat(List.of(outcomes.get(0).get(nth), outcomes.get(1).get(nth)))
                    .filteredOn(outcome -> outcome instanceof Outcome.Received)
                    .hasSize(1);
            assertThat(files.get(nth)).doesNotExist();
        }
        assertThat(hub.files("taken")).isEmpty();
    }

    @Test
    void readsOneOfTwoEqualFilesThatComeToTwoNodesAtOnce() throws Exception {
        List<Path> mine = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (int nth = 0; nth < 40; nth++) {
            // all of one size
            String content = Sample.rows(100 + nth + ",equal,");
            mine.add(hub.drop(dataset, "a-" + nth + ".csv", content));
            others.add(hub.drop(dataset, "b-" + nth + ".csv", content));
        }

        List<List<Outcome>> outcomes = both(mine, others);

        for (int nth = 0; nth < 40; nth++) {
            assertThat(List.of(outcomes.get(0).get(nth), outcomes.get(1).get(nth)))
                    .filteredOn(outcome -> outcome instanceof Outcome.Received)
                    .hasSize(1);
        }
        TestHub.soon().untilAsserted(() -> assertThat(hub.share(dataset)).hasSize(40));
        assertThat(hub.share(dataset)).doesNotHaveDuplicates();
    }

    @Test
    void leavesNoTraceOfAClaimThatCameTooLate() throws Exception {
        Path file = hub.drop(dataset, "a.csv", Sample.csv(1, 3));
        List<Outcome> first = new ArrayList<>();
        // the other node has seen the file, then this one takes it
        hub.datasets.atNextLook(() -> first.add(hub.take(dataset, file)));

        Outcome late = take(other, dataset, file);

        assertThat(late).isInstanceOf(Outcome.Elsewhere.class);
        assertThat(first).singleElement().isInstanceOf(Outcome.Received.class);
        allEnded();
        assertThat(hub.arrivals(dataset)).singleElement().satisfies(arrival -> assertThat(arrival.state())
                .isEqualTo(ArrivalState.STORED));
    }
}
