package org.chama.hub.intake;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.desk.ArrivalState;
import org.chama.hub.Lanes;
import org.chama.hub.Progress;
import org.chama.hub.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with file arrivals this node left or a dead node had, several side by side. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int SWIFT = 2;
    private static final int MOST = 6;

    private final Database database;
    private final Leases leases;
    private final FileIntake files;
    private final Lanes<Long> lanes;
    private final Worker looking;

    Recovery(Database database, Leases leases, FileIntake files, Progress progress) {
        this.database = database;
        this.leases = leases;
        this.files = files;
        this.lanes = new Lanes<>("recovery-arrival", progress.recovery(), SWIFT, MOST);
        this.looking = new Worker("recovery", progress.recovery(), 1_000, this::look);
    }

    void stop() {
        looking.close();
        lanes.close();
    }

    private boolean look() throws Exception {
        Map<Long, Lanes.Work> due = new LinkedHashMap<>();
        for (Arrival arrival : files.betweenClaims(this::left)) {
            due.put(arrival.number(), () -> goOn(arrival.number()));
        }
        lanes.run(due);
        return false;
    }

    /** The unfinished arrivals no door works on. */
    private List<Arrival> left() {
        return database.read(Arrivals::unfinished).stream()
                .filter(arrival -> arrival.node().equals(leases.node()) || !leases.alive(arrival.node()))
                .filter(arrival -> !files.isUnderWork(arrival.number()))
                .toList();
    }

    private void goOn(long number) throws IOException {
        // it may have gone on since it was seen
        Arrival arrival = find(number);
        if (arrival.state() != ArrivalState.CLAIMED && arrival.state() != ArrivalState.TAKEN) {
            return;
        }
        if (arrival.node().equals(leases.node())) {
            files.goOn(arrival);
        } else if (database.write(connection -> Arrivals.takeOver(connection, arrival, leases.node()))) {
            LOG.info("Going on with arrival {} of {}, which a dead node had", number, arrival.dataset());
            files.goOn(find(number));
        }
    }

    private Arrival find(long number) {
        return database.read(connection -> Arrivals.find(connection, number)).orElseThrow();
    }
}
