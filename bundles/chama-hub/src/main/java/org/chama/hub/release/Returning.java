package org.chama.hub.release;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.hub.Link;
import org.chama.hub.policy.Policies;

/** Brings batches back to their intake queue: those that waited when their cause is gone, dead ones when a person replays them. */
final class Returning {

    /** Reason of a dead batch that a person wants to be tried again; its message still lies with the dead letters. */
    static final String REPLAY = "replay";

    private static final long PATIENCE = 200;

    private final Database database;
    private final Datasets datasets;
    private final Policies policies;
    private final Link link;

    Returning(Database database, Datasets datasets, Policies policies, Link link) {
        this.database = database;
        this.datasets = datasets;
        this.policies = policies;
        this.link = link;
    }

    private record Waiting(
            long arrival, int sequence, String dataset, int number, int version, String department, String reason) {}

    boolean round() throws JMSException {
        List<Waiting> waiting = database.read(connection -> {
            List<Waiting> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select arrival, sequence, dataset, dataset_number, dataset_version, department, reason_code"
                            + " from chama.batch where state = 'WAITING' order by arrival, sequence")) {
                select.setMaxRows(200);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new Waiting(
                                row.getLong(1),
                                row.getInt(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getInt(5),
                                row.getString(6),
                                row.getString(7)));
                    }
                }
            }
            return found;
        });
        for (Waiting batch : waiting) {
            boolean replay = batch.reason().equals(REPLAY);
            if (replay || over(batch)) {
                move(batch, (replay ? Queues.DEAD : Queues.WAITING) + batch.department());
            }
        }
        return false;
    }

    private boolean over(Waiting batch) {
        return datasets.find(batch.number(), batch.version())
                .map(Dataset::checks)
                .filter(checks ->
                        checks.stream().allMatch(name -> policies.check(name).isPresent()))
                .isPresent();
    }

    /** Moves the batch's messages; there is none left when a taker has it already. */
    private void move(Waiting batch, String from) throws JMSException {
        try (Session session = link.session();
                MessageConsumer consumer = session.createConsumer(
                        session.createQueue(from), "chama_batch = '" + batch.arrival() + ":" + batch.sequence() + "'");
                MessageProducer producer =
                        session.createProducer(session.createQueue(Queues.INTAKE + batch.department()))) {
            Message message = consumer.receive(PATIENCE);
            while (message != null) {
                producer.send(message);
                message = consumer.receiveNoWait();
            }
            session.commit();
        }
    }
}
