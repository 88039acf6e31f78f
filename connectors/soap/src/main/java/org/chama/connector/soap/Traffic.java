package org.chama.connector.soap;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;

/** What went through the door, for its status. Thread-safe. */
final class Traffic {

    /** How long the door counts as UP after a call. */
    static final Duration LATELY = Duration.ofMinutes(5);

    private final Clock clock;
    private final TreeSet<String> datasets = new TreeSet<>();
    private final OffsetDateTime started;
    private long arrivals;
    private Optional<OffsetDateTime> lastArrival = Optional.empty();
    private OffsetDateTime lastCall;
    private OffsetDateTime busySince;
    private Optional<Text> outage = Optional.empty();
    private OffsetDateTime outageSince;

    Traffic(Clock clock) {
        this.clock = clock;
        this.started = OffsetDateTime.now(clock);
        this.lastCall = started.minus(LATELY);
        this.busySince = started;
        this.outageSince = started;
    }

    /** A call was answered. Says whether this ended an outage. */
    synchronized boolean called() {
        OffsetDateTime now = OffsetDateTime.now(clock);
        boolean recovered = outage.isPresent();
        if (recovered || !lastCall.plus(LATELY).isAfter(now)) {
            busySince = now;
        }
        outage = Optional.empty();
        lastCall = now;
        return recovered;
    }

    /** A call brought an arrival that was not there before. */
    synchronized void arrived(String dataset) {
        arrivals++;
        lastArrival = Optional.of(OffsetDateTime.now(clock));
        datasets.add(dataset);
    }

    /** A call could not be taken since something behind the door is down. Says whether an outage begins. */
    synchronized boolean failed(Text reason) {
        boolean begins = outage.isEmpty();
        if (begins) {
            outageSince = OffsetDateTime.now(clock);
        }
        outage = Optional.of(reason);
        return begins;
    }

    synchronized ConnectorStatus status(String name, String bundle, String version) {
        OffsetDateTime now = OffsetDateTime.now(clock);
        OffsetDateTime idleFrom = lastCall.plus(LATELY);
        ConnectorState state = outage.isPresent()
                ? ConnectorState.DOWN
                : idleFrom.isAfter(now) ? ConnectorState.UP : ConnectorState.IDLE;
        OffsetDateTime since =
                switch (state) {
                    case DOWN -> outageSince;
                    case UP -> busySince;
                    default -> idleFrom;
                };
        List<String> seen = new ArrayList<>(datasets);
        return new ConnectorStatus(name, bundle, version, state, outage, since, seen, arrivals, lastArrival);
    }
}
