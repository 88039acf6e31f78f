package org.chama.hub.intake;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.chama.api.intake.RecordReader;

/** Takes calls: the same client and requestId is the same arrival and gets the same answer. */
final class CallIntake {

    private final Database database;
    private final Leases leases;
    private final Datasets datasets;
    private final Steps steps;
    private final Queueing queueing;
    private final Ending ending;

    CallIntake(Database database, Leases leases, Datasets datasets, Steps steps, Queueing queueing, Ending ending) {
        this.database = database;
        this.leases = leases;
        this.datasets = datasets;
        this.steps = steps;
        this.queueing = queueing;
        this.ending = ending;
    }

    Outcome call(CallArrival call, Function<Dataset, RecordReader> records) {
        Optional<Dataset> found = datasets.find(call.dataset());
        if (found.isEmpty()) {
            return new Outcome.Refused(0, FileIntake.unknown(call.dataset()));
        }
        Dataset dataset = found.get();
        Optional<Arrival> earlier = earlier(call);
        if (earlier.isEmpty()) {
            Optional<Arrival> claimed = steps.claim(claim(call, dataset), () -> true);
            if (claimed.isPresent()) {
                return queue(claimed.get(), dataset, records);
            }
            // the same call came twice at once: the other one has claimed it
            earlier = earlier(call);
        }
        Arrival arrival = earlier.orElseThrow();
        if (!arrival.digest().equals(call.contentDigest()) || !arrival.dataset().equals(call.dataset())) {
            return new Outcome.Refused(
                    arrival.number(),
                    Refusal.of(
                            "request-id-reused",
                            "该 requestId 已用于其他内容(到件 " + arrival.number() + ")",
                            "this requestId was used for other content (arrival " + arrival.number() + ")"));
        }
        if (arrival.state() != ArrivalState.CLAIMED) {
            return answer(arrival);
        }
        Dataset pinned =
                datasets.find(arrival.datasetNumber(), arrival.datasetVersion()).orElse(dataset);
        database.write(connection -> Arrivals.takeOver(connection, arrival, leases.node()));
        Arrival mine = database.read(connection -> Arrivals.find(connection, arrival.number()))
                .orElseThrow();
        return queue(mine, pinned, records);
    }

    private Optional<Arrival> earlier(CallArrival call) {
        return database.read(connection -> Arrivals.call(connection, call.client(), call.requestId()));
    }

    private Arrivals.Claim claim(CallArrival call, Dataset dataset) {
        return new Arrivals.Claim(
                dataset.id(),
                dataset.number(),
                dataset.version(),
                dataset.department(),
                call.source(),
                false,
                Folders.printable(call.client() + "/" + call.requestId()),
                "",
                0,
                FileProfile.AUTO,
                leases.node(),
                Optional.empty(),
                Optional.of(call.client()),
                Optional.of(call.requestId()),
                Optional.of(call.contentDigest()));
    }

    /** What was answered when the call came first. */
    private Outcome answer(Arrival arrival) {
        Optional<Refusal> broken = arrival.refusal().filter(why -> !Ending.isDoubt(why));
        return broken.isPresent()
                ? new Outcome.Refused(arrival.number(), broken.get())
                : new Outcome.Received(ending.receipt(arrival));
    }

    private Outcome queue(Arrival arrival, Dataset dataset, Function<Dataset, RecordReader> source) {
        try {
            return read(arrival, dataset, source);
        } catch (IOException | JMSException e) {
            throw new BrokerOrDiskException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerOrDiskException(e);
        }
    }

    private Outcome read(Arrival arrival, Dataset dataset, Function<Dataset, RecordReader> source)
            throws IOException, JMSException, InterruptedException {
        try (RecordReader reader = source.apply(dataset)) {
            Queueing.Queued queued = queueing.run(arrival, dataset, reader);
            long refused = queued.counts().refused();
            if (queued.none()) {
                return steps.refuse(
                        arrival, ArrivalState.REFUSED, queued.broken().orElseThrow(), refused, Optional.empty());
            }
            boolean first = steps.queued(arrival, queued, arrival.digest());
            if (queued.broken().isPresent()) {
                return new Outcome.Refused(arrival.number(), queued.broken().get());
            }
            return new Outcome.Received(new Receipt(
                    arrival.number(), queued.counts().records(), refused, queued.refusals(), !first, ending.head()));
        } catch (RefusedException e) {
            return steps.refuse(arrival, ArrivalState.REFUSED, e.refusal(), 0, Optional.empty());
        }
    }
}
