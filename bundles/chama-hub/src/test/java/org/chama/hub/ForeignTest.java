package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.soon;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else puts into an intake queue moves nothing. */
class ForeignTest {

    private static final String OWN = "civil-affairs";
    private static final String OTHER = "other-affairs";

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
    void storesNoBatchOfAnotherDepartmentsArrival() throws Exception {
        hub.publish(Sample.words());
        Dataset other = hub.publish(Sample.words().in(OTHER));
        hub.stopTakers();
        long arrival = received(hub.bring(other, "a.csv", Sample.csv(1, 10)));
        byte[] batch = hub.broker.receive(Queues.INTAKE + OTHER);
        hub.broker.send(Queues.INTAKE + OWN, other.id(), new BatchId(arrival, 0).toString(), batch);
        hub.startTakers();

        soon().until(() -> hub.broker.depth(Queues.DEAD + OWN) == 1);
        assertThat(hub.share(other)).isEmpty();
        assertThat(hub.kinds("department:" + OWN)).containsExactly("messages-foreign");

        // the batch itself is taken where it belongs
        hub.broker.send(Queues.INTAKE + OTHER, other.id(), new BatchId(arrival, 0).toString(), batch);
        hub.ended(arrival, ArrivalState.STORED);
        assertThat(hub.share(other)).hasSize(10);
    }

    @Test
    void goesOnAmongMessagesNobodyOfThePlatformSentAndLeavesOneLine() throws Exception {
        hub.broker.sentBy("node:this");
        Dataset dataset = hub.publish(Sample.words());
        hub.stopTakers();
        long arrival = received(hub.bring(dataset, "a.csv", Sample.csv(1, 10)));
        byte[] batch = hub.broker.receive(Queues.INTAKE + OWN);
        for (int i = 0; i < 300; i++) {
            hub.broker.send(Queues.INTAKE + OWN, dataset.id(), "1:0", "junk".getBytes(StandardCharsets.UTF_8));
        }
        hub.broker.send(Queues.INTAKE + OWN, dataset.id(), new BatchId(arrival, 0).toString(), batch);
        hub.startTakers();

        soon().until(() -> hub.broker.depth(Queues.DEAD + OWN) == 301);
        assertThat(hub.share(dataset))
                .as("what no node sent, though it is a whole batch")
                .isEmpty();
        assertThat(hub.kinds("department:" + OWN)).containsExactly("messages-foreign");
    }
}
