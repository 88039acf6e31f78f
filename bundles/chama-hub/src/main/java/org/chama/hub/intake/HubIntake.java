package org.chama.hub.intake;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.StreamArrival;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.hub.Hub;
import org.chama.hub.Link;
import org.chama.hub.Progress;
import org.chama.hub.Worker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Claims arrivals, queues their records, and goes on with what a crash or a dead node left half done. */
@Component(service = {Intake.class, HubIntake.class})
public final class HubIntake implements Intake {

    private final Link link;
    private final Queueing queueing;
    private final Ending ending;
    private final FileIntake files;
    private final StreamIntake streams;
    private final CallIntake calls;
    private final Recovery recovery;
    private final Worker end;

    @Activate
    public HubIntake(
            @Reference Hub hub,
            @Reference Database database,
            @Reference Leases leases,
            @Reference Datasets datasets,
            @Reference Store store,
            @Reference Ledger ledger,
            @Reference Outbox outbox,
            @Reference Queues queues,
            @Reference ConnectionFactory connections,
            @Reference Progress progress) {
        Folders folders = hub.folders();
        Records records = new Records(ledger, outbox);
        Steps steps = new Steps(database, records, progress, hub.secrecy());
        this.link = new Link(connections);
        this.queueing = new Queueing(
                database,
                link,
                queues,
                progress.stored(),
                hub.secrecy(),
                hub.settings().inflight_batches());
        this.ending = new Ending(database, leases, datasets, store, folders, records);
        this.files = new FileIntake(
                leases, datasets, folders, steps, new Repeats(database, folders, steps, progress), queueing);
        this.streams = new StreamIntake(datasets, folders, files, hub.settings().stream_bytes());
        this.calls = new CallIntake(database, leases, datasets, steps, queueing, ending);
        this.recovery = new Recovery(database, leases, files, progress);
        this.end = new Worker("ending", progress.ending(), 500, ending::round);
    }

    @Deactivate
    void stop() throws JMSException {
        queueing.stop();
        recovery.stop();
        end.close();
        ending.stop();
        link.close();
    }

    @Override
    public Outcome file(FileArrival file) {
        return files.file(file);
    }

    @Override
    public Outcome stream(StreamArrival stream, InputStream content) throws IOException {
        return streams.stream(stream, content);
    }

    @Override
    public Outcome call(CallArrival call, Function<Dataset, RecordReader> records) {
        return calls.call(call, records);
    }
}
