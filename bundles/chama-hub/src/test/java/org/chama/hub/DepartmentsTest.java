package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.file.Path;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.BatchState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose batches are taken: every department's that has a dataset, and those of what is still under way. */
class DepartmentsTest {

    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void takesFromTheOthersWhenTheQueuesOfOneCannotBeMadeAndFromItWhenTheyCan() throws Exception {
        hub.broker.refuse(Queues.WAITING + "a-stuck");
        Dataset stuck = hub.publish(Sample.words().in("a-stuck"));
        Dataset other = hub.publish(Sample.words().in("z-other"));

        long arrival = received(hub.bring(stuck, "a.csv", Sample.csv(1, 3)));
        hub.store(other, "a.csv", Sample.csv(1, 3));
        assertThat(hub.view(arrival).state()).isEqualTo(ArrivalState.QUEUED);

        hub.broker.allow(Queues.WAITING + "a-stuck");

        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.share(stuck)).hasSize(3);
    }

    @Test
    void endsWhatWasUnderWayOfAWithdrawnDatasetAfterARestart() throws Exception {
        Dataset dataset = hub.publish(Sample.words().in("archives"));
        hub.stopTakers();
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 3)));
        hub.datasets.withdraw(dataset.id());

        hub.stop();
        hub.start();

        hub.ended(arrival, ArrivalState.STORED);
        hub.datasets.publish(dataset);
        assertThat(hub.share(dataset)).hasSize(3);
    }

    @Test
    void replaysADeadBatchOfAWithdrawnDatasetAfterARestart() throws Exception {
        Dataset dataset = hub.publish(Sample.words().in("archives"));
        hub.sql("alter table share.d" + dataset.number() + " add constraint poison check (i1 <> 2)");
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 3)));
        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.batches(dataset, BatchState.DEAD)).hasSize(1);
        hub.sql("alter table share.d" + dataset.number() + " drop constraint poison");
        hub.datasets.withdraw(dataset.id());
        hub.stop();
        hub.start();

        hub.desk.replay(new BatchId(arrival, 0), People.person("operator"), "mended");

        soon().untilAsserted(() -> assertThat(hub.view(arrival).stored()).isEqualTo(3));
    }
}
