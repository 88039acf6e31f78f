package org.chama.hub.take;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.batch.Batch;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.BatchState;
import org.chama.api.store.Store;
import org.chama.formats.BatchReader;
import org.chama.formats.MalformedBatchException;
import org.chama.hub.Link;
import org.chama.hub.Progress;
import org.chama.hub.Secrecy;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.PolicyFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the batches of one department's intake queue into the store, several a transaction; the queue's commit follows the
 * database's. A database that is away is nobody's attempt: the batches stay in hand. A batch that fails three times alone is dead,
 * one that cannot be judged yet waits; both leave the head of the queue.
 */
final class Taker {

    private static final Logger LOG = LoggerFactory.getLogger(Taker.class);
    private static final int ATTEMPTS = 3;
    private static final long IDLE = 200;
    private static final Duration FOREIGN_KEPT = Duration.ofDays(7);

    private final String department;
    private final Link link;
    private final Queues queues;
    private final Datasets datasets;
    private final Store store;
    private final Checking checking;
    private final Taking taking;
    private final Progress progress;
    private final int most;
    private final Map<Integer, Dataset> prepared = new HashMap<>();
    private Session session;
    private MessageConsumer consumer;
    private final Map<BatchId, InHand> inHand = new LinkedHashMap<>();
    private final Foreign foreign = new Foreign();
    private boolean moved;

    Taker(
            String department,
            Link link,
            Queues queues,
            Datasets datasets,
            Store store,
            Checking checking,
            Taking taking,
            Progress progress,
            int most) {
        this.department = department;
        this.link = link;
        this.queues = queues;
        this.datasets = datasets;
        this.store = store;
        this.checking = checking;
        this.taking = taking;
        this.progress = progress;
        this.most = most;
    }

    /** A message whose batch could be read. */
    private record InHand(Batch batch, Message message) {}

    /** Takes what lies there. @return whether there may be more */
    boolean round() throws JMSException, InterruptedException {
        try {
            if (inHand.isEmpty()) {
                receive();
            }
            if (inHand.isEmpty() && !moved) {
                noteForeign();
                return true;
            }
            take();
            session.commit();
            noteForeign();
            inHand.clear();
            moved = false;
            progress.stored().ring();
            progress.release().ring();
            progress.ending().ring();
            return true;
        } catch (JMSException | RuntimeException e) {
            // the broker gives everything in hand again, in its order
            close();
            throw e;
        }
    }

    private void noteForeign() {
        foreign.due().ifPresent(senders -> taking.foreign(department, senders));
    }

    /** Gives back what is in hand. */
    void close() {
        inHand.clear();
        moved = false;
        Session old = session;
        session = null;
        consumer = null;
        if (old != null) {
            try {
                old.close();
            } catch (JMSException e) {
                LOG.debug("The session of {} was broken already", department, e);
            }
        }
    }

    private void receive() throws JMSException {
        if (session == null) {
            session = link.session();
            consumer = session.createConsumer(session.createQueue(Queues.INTAKE + department));
        }
        Message message = consumer.receive(IDLE);
        for (int received = 1; message != null; received++) {
            hold(message);
            message = received < most ? consumer.receiveNoWait() : null;
        }
    }

    private void hold(Message message) throws JMSException {
        try {
            String node = queues.node();
            if (!node.isEmpty() && !node.equals(message.getStringProperty(Queues.SENDER))) {
                foreign(message);
                return;
            }
            if (!(message instanceof BytesMessage bytes) || bytes.getBodyLength() > Integer.MAX_VALUE) {
                throw new MalformedBatchException("not a message of bytes");
            }
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            Batch batch = BatchReader.read(body, body.length);
            if (datasets.find(batch.datasetNumber(), batch.datasetVersion())
                    .filter(dataset -> dataset.items().size() != batch.rows().columns())
                    .isPresent()) {
                throw new MalformedBatchException("batch " + batch.id() + " has not the columns of its dataset");
            }
            inHand.put(batch.id(), new InHand(batch, message));
        } catch (MalformedBatchException e) {
            LOG.error(
                    "A message in {} is no batch and goes to the dead letters: {}",
                    Queues.INTAKE + department,
                    e.getMessage());
            taking.malformed(Optional.ofNullable(message.getStringProperty("chama_batch")), department, e.getMessage());
            forward(message, Queues.DEAD + department);
            moved = true;
        }
    }

    /** What a client put into its intake is no batch of ours, whatever it says: it moves nothing but itself. */
    private void foreign(Message message) throws JMSException {
        foreign.count(message.getStringProperty(Queues.SENDER));
        try (MessageProducer producer = session.createProducer(session.createQueue(Queues.DEAD + department))) {
            producer.setTimeToLive(FOREIGN_KEPT.toMillis());
            producer.send(message);
        }
        moved = true;
    }

    private void take() throws JMSException, InterruptedException {
        if (inHand.isEmpty()) {
            return;
        }
        dropStrangers();
        Map<BatchId, BatchState> known = taking.known(new ArrayList<>(inHand.keySet()));
        List<Checked> toStore = new ArrayList<>();
        for (InHand in : inHand.values()) {
            BatchState state = known.get(in.batch().id());
            if (state == BatchState.DEAD) {
                forward(in.message(), Queues.DEAD + department);
            } else if (state == null || state == BatchState.WAITING) {
                check(in, state != null).ifPresent(toStore::add);
            }
        }
        known.values().removeIf(state -> state != BatchState.WAITING);
        if (!toStore.isEmpty()) {
            try {
                taking.store(toStore, known);
            } catch (RuntimeException e) {
                throwOutage(e);
                alone(toStore, known);
            }
        }
    }

    /** A batch that names an arrival of another department or dataset, or none, was made by somebody else, whoever sent it. */
    private void dropStrangers() throws JMSException {
        Set<BatchId> ours =
                taking.ours(inHand.values().stream().map(InHand::batch).toList(), department);
        for (BatchId id : List.copyOf(inHand.keySet())) {
            if (!ours.contains(id)) {
                foreign(inHand.remove(id).message());
            }
        }
    }

    private static void throwOutage(RuntimeException e) {
        if (e instanceof DatabaseException outage && outage.kind() == DatabaseException.Cause.OUTAGE) {
            throw e;
        }
    }

    /** Stores one after the other what could not be stored together. */
    private void alone(List<Checked> batches, Map<BatchId, BatchState> waited) throws JMSException {
        for (Checked checked : batches) {
            BatchId id = checked.batch().id();
            RuntimeException last = null;
            boolean done = false;
            for (int attempt = 1; attempt <= ATTEMPTS && !done; attempt++) {
                try {
                    BatchState state = taking.known(List.of(id)).get(id);
                    if (state == null || state == BatchState.WAITING) {
                        taking.store(List.of(checked), state == null ? Map.of() : waited);
                    }
                    done = true;
                } catch (RuntimeException e) {
                    throwOutage(e);
                    last = e;
                }
            }
            if (!done) {
                LOG.error(
                        "Batch {} of {} failed {} times alone and goes to the dead letters",
                        id,
                        checked.batch().dataset(),
                        ATTEMPTS,
                        last);
                setAside(inHand.get(id), BatchState.DEAD, failed(last), waited.containsKey(id));
            }
        }
    }

    private static Refusal failed(RuntimeException last) {
        String what = last.getClass().getSimpleName();
        return Refusal.of(
                "batch-failed",
                "连续 " + ATTEMPTS + " 次未能入库: " + what,
                "could not be stored " + ATTEMPTS + " times: " + what);
    }

    private Optional<Checked> check(InHand in, boolean known) throws JMSException, InterruptedException {
        Batch batch = in.batch();
        if (batch.confidentiality() != Confidentiality.NONE) {
            setAside(in, BatchState.DEAD, Secrecy.marked("批次", "the batch"), known);
            return Optional.empty();
        }
        Optional<Dataset> dataset = datasets.find(batch.datasetNumber(), batch.datasetVersion());
        if (dataset.isEmpty()) {
            setAside(
                    in,
                    BatchState.WAITING,
                    Refusal.of(
                            "unknown-version",
                            "没有信息资源 " + batch.dataset() + " 的版本 " + batch.datasetVersion(),
                            "version " + batch.datasetVersion() + " of the dataset " + batch.dataset()
                                    + " is not known"),
                    known);
            return Optional.empty();
        }
        Exception last = null;
        Refusal why = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                if (prepared.get(batch.datasetNumber()) != dataset.get()) {
                    store.prepare(dataset.get());
                    prepared.put(batch.datasetNumber(), dataset.get());
                }
                return Optional.of(checking.check(batch, dataset.get()));
            } catch (Checking.CheckMissing e) {
                setAside(
                        in,
                        BatchState.WAITING,
                        Refusal.of(
                                "check-missing",
                                "校验策略 " + e.name() + " 未安装",
                                "the check " + e.name() + " is not installed"),
                        known);
                return Optional.empty();
            } catch (PolicyFault e) {
                last = e;
                why = e.refusal();
            } catch (RuntimeException e) {
                throwOutage(e);
                last = e;
                why = failed(e);
            }
        }
        LOG.error(
                "Batch {} of {} could not be judged {} times and goes to the dead letters",
                batch.id(),
                batch.dataset(),
                ATTEMPTS,
                last instanceof PolicyFault ? last : Guard.place(last));
        setAside(in, BatchState.DEAD, why, known);
        return Optional.empty();
    }

    private void setAside(InHand in, BatchState state, Refusal reason, boolean known) throws JMSException {
        taking.setAside(in.batch(), department, state, reason, known);
        forward(in.message(), (state == BatchState.DEAD ? Queues.DEAD : Queues.WAITING) + department);
    }

    private void forward(Message message, String queue) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.send(message);
        }
    }
}
