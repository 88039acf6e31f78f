package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.refused;
import static org.chama.hub.TestHub.soon;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.dataset.Dataset;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.Trace;
import org.chama.api.intake.Outcome;
import org.chama.api.ledger.Line;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every step leaves a line in the ledger, and whoever listens hears of it in order. */
class LedgerAndEventsTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder);
        hub.offer("hide", "1.0.0", (item, arguments) -> (source, offset, length, into) -> {
            into.put("*");
            return true;
        });
        hub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private record Event(long id, String kind, String body) {

        static Event of(Message message) {
            try {
                return new Event(
                        message.getLongProperty("chama_event"),
                        message.getStringProperty("chama_kind"),
                        ((TextMessage) message).getText());
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void writesALineForEveryStep() throws Exception {
        Dataset dataset = hub.publish(Sample.words().open("word", "hide"));
        long stored = hub.store(dataset, "a.csv", Sample.rows("1,a,", "x,b,")).number();
        long repeat = ((Outcome.Repeat) hub.bring(dataset, "b.csv", Sample.rows("1,a,", "x,b,"))).arrival();
        long binary = refusedArrival(hub.bring(dataset, "c.csv", "\0\0\0\0"));
        hub.released(dataset);

        BatchId batch = new BatchId(stored, 0);
        assertThat(hub.kinds("arrival:" + stored))
                .containsExactly("arrival-claimed", "arrival-queued", "arrival-stored");
        assertThat(hub.kinds("batch:" + batch)).containsExactly("batch-stored", "batch-opened");
        assertThat(hub.kinds("arrival:" + repeat)).containsExactly("arrival-claimed", "arrival-repeat");
        assertThat(hub.kinds("arrival:" + binary)).containsExactly("arrival-claimed", "arrival-refused");
        Line line = hub.ledger.about("batch:" + batch, 1).get(0);
        assertThat(line.actor().name()).startsWith("node:");
        assertThat(line.detail()).contains("\"rows\":2", "\"stored\":1", "\"rejected\":1");
        assertThat(hub.ledger.about("arrival:" + stored, 1).get(0).actor().name())
                .isEqualTo("connector:" + TestHub.CONNECTOR);
        Trace trace = hub.desk.trace(batch).orElseThrow();
        assertThat(trace.lines())
                .extracting(Line::kind)
                .containsExactlyInAnyOrder(
                        "arrival-claimed", "arrival-queued", "batch-stored", "arrival-stored", "batch-opened");
        assertThat(trace.arrival().number()).isEqualTo(stored);
    }

    private static long refusedArrival(Outcome outcome) {
        long arrival = refused(outcome, ((Outcome.Refused) outcome).refusal().code());
        hub.ended(arrival, ArrivalState.REFUSED);
        return arrival;
    }

    @Test
    void tellsASubscriberEveryEventInOrder() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (Connection connection = hub.broker.connections().createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            session.createConsumer(session.createTopic(Queues.EVENTS))
                    .setMessageListener(message -> heard.add(Event.of(message)));
            connection.start();
            Dataset dataset = hub.publish(Sample.words().open("word", "hide"));

            long arrival = hub.store(dataset, "a.csv", Sample.csv(1, 12_000)).number();

            hub.released(dataset);
            String ofArrival = "\"arrival\":" + arrival + ",";
            String ofBatches = "\"batch\":\"" + arrival + ":";
            // what other tests of this class have brought may still be told
            Supplier<List<String>> told = () -> heard.stream()
                    .filter(event ->
                            event.body().contains(ofArrival) || event.body().contains(ofBatches))
                    .map(Event::kind)
                    .toList();
            soon().untilAsserted(() -> assertThat(told.get())
                    .hasSize(9)
                    .startsWith("arrival-claimed")
                    .containsOnlyOnce("arrival-queued", "arrival-stored")
                    .filteredOn(kind -> kind.equals("batch-stored") || kind.equals("batch-opened"))
                    .hasSize(6));
            List<String> kinds = told.get();
            assertThat(kinds.lastIndexOf("batch-stored")).isLessThan(kinds.indexOf("arrival-stored"));
            assertThat(heard.stream().map(Event::id).distinct()).isSorted();
            soon().untilAsserted(() -> assertThat(hub.outbox.next(10)).isEmpty());
        }
    }

    @Test
    void keepsEventsWhileTheBrokerIsAwayAndTellsThemAfterwards() throws Exception {
        Dataset dataset = hub.publish(Sample.words().in("quiet"));
        hub.broker.stop();
        long before = hub.number(
                "select (select count(*) from chama.ledger_line) + (select count(*) from chama.ledger_pending)");
        hub.database.write(connection -> {
            hub.outbox.add(connection, "test-event", "{\"nr\":1}");
            return null;
        });
        hub.broker.start();
        hub.broker.ensure(Queues.EVENTS);

        soon().untilAsserted(() -> assertThat(hub.outbox.next(10)).isEmpty());
        hub.store(dataset, "a.csv", Sample.csv(1, 2));
        assertThat(
                        hub.number(
                                "select (select count(*) from chama.ledger_line) + (select count(*) from chama.ledger_pending)"))
                .isGreaterThan(before);
    }
}
