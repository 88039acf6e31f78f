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
import org.chama.api.desk.ArrivalView;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.database.NodeLeases;
import org.chama.hub.intake.HubIntake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, one broker and one folder. */
class TwoNodesTest {

    @Test
    void takesEachFileOnceWhenTwoNodesWatchOneFolder(@TempDir Path folder) throws Exception {
        try (TestHub hub = new TestHub(folder).start();
                NodeLeases otherLeases = new NodeLeases(hub.database, 10)) {
            HubIntake other = hub.anotherIntake(otherLeases);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            Dataset dataset = hub.publish(Sample.words());
            try {
                List<Path> files = new ArrayList<>();
                for (int nth = 0; nth < 40; nth++) {
                    files.add(hub.drop(dataset, nth + ".csv", Sample.csv(nth * 10, 10)));
                }
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<List<Outcome>>> both = new ArrayList<>();
                for (Intake node : List.of(hub.intake, other)) {
                    both.add(threads.submit(() -> {
                        List<Outcome> outcomes = new ArrayList<>();
                        for (Path file : files) {
                            together.await();
                            outcomes.add(node.file(
                                    new FileArrival(dataset.id(), file, FileProfile.AUTO, TestHub.CONNECTOR)));
                        }
                        return outcomes;
                    }));
                }
                List<Outcome> first = both.get(0).get();
                List<Outcome> second = both.get(1).get();

                TestHub.soon().untilAsserted(() -> assertThat(hub.arrivals(dataset))
                        .allSatisfy(arrival -> assertThat(arrival.ended()).isPresent())
                        .extracting(ArrivalView::state)
                        .isSubsetOf(ArrivalState.STORED, ArrivalState.VOID));
                assertThat(hub.share(dataset)).hasSize(400).doesNotHaveDuplicates();
                for (int nth = 0; nth < files.size(); nth++) {
                    assertThat(List.of(first.get(nth), second.get(nth)))
                            .filteredOn(outcome -> outcome instanceof Outcome.Received)
                            .hasSize(1);
                    assertThat(files.get(nth)).doesNotExist();
                }
                assertThat(hub.files("taken")).isEmpty();
            } finally {
                threads.shutdownNow();
                Scr.call(other, "stop");
            }
        }
    }
}
