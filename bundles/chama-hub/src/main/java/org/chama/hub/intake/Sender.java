package org.chama.hub.intake;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.ByteBuffer;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.hub.Link;

/** Sends the batches of one arrival in a transacted session of its own; what is not committed was not sent. Used by one thread. */
final class Sender implements AutoCloseable {

    private final Session session;
    private final MessageProducer producer;
    private final String dataset;
    private int open;

    Sender(Link link, String department, String dataset) throws JMSException {
        this.session = link.session();
        this.producer = session.createProducer(session.createQueue(Queues.INTAKE + department));
        this.dataset = dataset;
    }

    void send(BatchId id, ByteBuffer body) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body.array(), body.arrayOffset() + body.position(), body.remaining());
        // one consumer at a time has a dataset's batches: they are stored in order
        message.setStringProperty("JMSXGroupID", dataset);
        message.setStringProperty("chama_batch", id.toString());
        message.setStringProperty("chama_dataset", dataset);
        producer.send(message);
        open++;
    }

    int open() {
        return open;
    }

    void commit() throws JMSException {
        if (open > 0) {
            session.commit();
            open = 0;
        }
    }

    @Override
    public void close() throws JMSException {
        session.close();
    }
}
