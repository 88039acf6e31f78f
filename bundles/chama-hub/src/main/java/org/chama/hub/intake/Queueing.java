package org.chama.hub.intake;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.batch.BatchId;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.DoorRefusal;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.BatchWriter;
import org.chama.hub.Bell;
import org.chama.hub.Link;
import org.chama.hub.Quarantine;
import org.chama.hub.Registry;
import org.chama.hub.Secrecy;

/**
 * Reads one arrival to its end, cuts it by position and queues every batch the registry does not hold. Holds back while too many of
 * its batches are queued and not stored, so that neither memory nor the broker grows with the source.
 */
final class Queueing {

    private static final int COMMIT_BATCHES = 8;
    private static final int FLUSH_REFUSALS = 1000;
    private static final int RECEIPT_REFUSALS = 1000;

    private final Database database;
    private final Link link;
    private final Queues queues;
    private final Bell stored;
    private final Secrecy secrecy;
    private final int inflight;
    private final int together;
    private volatile boolean stopped;

    Queueing(Database database, Link link, Queues queues, Bell stored, Secrecy secrecy, int inflight) {
        this.database = database;
        this.link = link;
        this.queues = queues;
        this.stored = stored;
        this.secrecy = secrecy;
        this.inflight = Math.max(1, inflight);
        this.together = Math.min(COMMIT_BATCHES, this.inflight);
    }

    /** Lets everybody go who reads or waits: what was committed is queued, the rest goes on under the same number. */
    void stop() {
        stopped = true;
        stored.ring();
    }

    /**
     * What was queued.
     *
     * @param refusals the first 1,000 records refused at the door
     * @param broken why the source ended before its time, and where
     */
    record Queued(Arrivals.Counts counts, List<DoorRefusal> refusals, Optional<Refusal> broken) {

        /** Whether the source turned out to be none before a record of good form was found. */
        boolean none() {
            return broken.isPresent() && counts.records() == 0;
        }
    }

    Queued run(Arrival arrival, Dataset dataset, RecordReader reader)
            throws IOException, JMSException, InterruptedException {
        queues.ensure(Queues.INTAKE + arrival.department());
        BitSet held = database.read(connection -> Registry.sequences(connection, arrival.number()));
        List<DoorRefusal> shown = new ArrayList<>();
        List<Quarantine.Entry> refused = new ArrayList<>();
        Optional<Refusal> broken = Optional.empty();
        RawRecord record = new RawRecord(dataset.items().size());
        BatchWriter batch = new BatchWriter(dataset);
        int sequence = 0;
        batch.begin(new BatchId(arrival.number(), sequence));
        long records = 0;
        long refusals = 0;
        int batches = 0;
        int sent = 0;
        int knownStored = held.cardinality();
        try (Sender sender = new Sender(link, arrival.department(), arrival.dataset())) {
            boolean more = true;
            while (more) {
                try {
                    switch (reader.next(record)) {
                        case RECORD -> {
                            batch.add(record);
                            records++;
                        }
                        case REFUSED -> {
                            batch.add(record);
                            refusals++;
                            if (shown.size() < RECEIPT_REFUSALS) {
                                shown.add(new DoorRefusal(
                                        record.position(), record.line(), record.item(), record.refusal()));
                            }
                            refused.add(new Quarantine.Entry(
                                    record.position(),
                                    record.line(),
                                    "door",
                                    record.item(),
                                    record.refusal(),
                                    record.raw()));
                            if (refused.size() == FLUSH_REFUSALS) {
                                flush(arrival, dataset, refused);
                            }
                        }
                        case END -> more = false;
                    }
                } catch (RefusedException e) {
                    broken = Optional.of(records == 0 ? e.refusal() : broken(e.refusal(), records, records + refusals));
                    more = false;
                }
                if (batch.isFull() || !more) {
                    if (batch.rows() > 0) {
                        batches++;
                        if (!held.get(sequence)) {
                            ByteBuffer body = batch.finish();
                            sender.send(new BatchId(arrival.number(), sequence), body);
                            sent++;
                        }
                    }
                    batch.begin(new BatchId(arrival.number(), ++sequence));
                    if (sender.open() == together) {
                        sender.commit();
                        knownStored = holdBack(arrival, held.cardinality() + sent, knownStored);
                    }
                }
            }
            sender.commit();
        }
        flush(arrival, dataset, refused);
        return new Queued(new Arrivals.Counts(records, refusals, batches), shown, broken);
    }

    private static Refusal broken(Refusal why, long taken, long last) {
        return Refusal.of(
                why.code(),
                "在第 " + last + " 条记录之后中断,此前的 " + taken + " 条记录已接收: "
                        + why.text().zh(),
                "broke off after record " + last + ", the " + taken + " good records before are taken: "
                        + why.text().en());
    }

    /** Waits until as many more as are committed together may be under way. @return how many are stored now, as far as known */
    private int holdBack(Arrival arrival, int sent, int knownStored) throws InterruptedException {
        int now = knownStored;
        goOn();
        while (sent - now > inflight - together) {
            now = database.read(connection -> Registry.count(connection, arrival.number()));
            if (sent - now > inflight - together) {
                stored.await(50);
                goOn();
            }
        }
        return now;
    }

    private void goOn() {
        if (stopped) {
            throw new IllegalStateException("the hub is stopping; the arrival goes on when it is back");
        }
    }

    private void flush(Arrival arrival, Dataset dataset, List<Quarantine.Entry> refused) {
        if (!refused.isEmpty()) {
            database.write(connection -> {
                if (Quarantine.write(connection, arrival.number(), dataset, Arrivals.now(), refused)) {
                    secrecy.alarm(connection, dataset.id(), dataset.department());
                }
                return null;
            });
            refused.clear();
        }
    }
}
