package org.chama.hub.release;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.batch.BatchId;
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
    private static final int MOST = 200;

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

    /** Batches that wait for the same: however many wait for something else, these are seen. */
    private record Waiting(int number, int version, String department, String reason) {}

    void round() throws JMSException {
        for (Waiting waiting : database.read(Returning::waiting)) {
            boolean replay = waiting.reason().equals(REPLAY);
            if (replay || over(waiting)) {
                for (BatchId batch : database.read(connection -> batches(connection, waiting))) {
                    move(batch, (replay ? Queues.DEAD : Queues.WAITING) + waiting.department(), waiting.department());
                }
            }
        }
    }

    private static List<Waiting> waiting(Connection connection) throws SQLException {
        List<Waiting> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select distinct dataset_number, dataset_version, department, reason_code"
                                + " from chama.batch where state = 'WAITING'");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new Waiting(row.getInt(1), row.getInt(2), row.getString(3), row.getString(4)));
            }
        }
        return found;
    }

    private static List<BatchId> batches(Connection connection, Waiting of) throws SQLException {
        List<BatchId> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select arrival, sequence from chama.batch where state = 'WAITING' and dataset_number = ?"
                        + " and dataset_version = ? and department = ? and reason_code = ? order by arrival, sequence")) {
            select.setInt(1, of.number());
            select.setInt(2, of.version());
            select.setString(3, of.department());
            select.setString(4, of.reason());
            select.setMaxRows(MOST);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new BatchId(row.getLong(1), row.getInt(2)));
                }
            }
        }
        return found;
    }

    private boolean over(Waiting waiting) {
        return datasets.find(waiting.number(), waiting.version())
                .map(Dataset::checks)
                .filter(checks ->
                        checks.stream().allMatch(name -> policies.check(name).isPresent()))
                .isPresent();
    }

    /** Moves the batch's messages; there is none left when a taker has it already. */
    private void move(BatchId batch, String from, String department) throws JMSException {
        try (Session session = link.session();
                MessageConsumer consumer =
                        session.createConsumer(session.createQueue(from), "chama_batch = '" + batch + "'");
                MessageProducer producer = session.createProducer(session.createQueue(Queues.INTAKE + department))) {
            Message message = consumer.receive(PATIENCE);
            while (message != null) {
                producer.send(message);
                message = consumer.receiveNoWait();
            }
            session.commit();
        }
    }
}
