package org.chama.camel.host;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorState;

/** What is known of one connector's other side. Thread-safe. */
final class Health {

    private static final Duration LATELY = Duration.ofMinutes(5);
    private static final Text STARTING = new Text("正在启动", "starting");

    private final Clock clock;
    private final SortedSet<String> datasets = new TreeSet<>();
    private ConnectorState state = ConnectorState.UNKNOWN;
    private Optional<Text> reason = Optional.empty();
    private OffsetDateTime since;
    private Optional<OffsetDateTime> last = Optional.empty();
    private long arrivals;

    Health(Clock clock) {
        this.clock = clock;
        this.since = OffsetDateTime.now(clock);
    }

    /**
     * A moment's picture.
     *
     * @param datasets names, ordered
     */
    record Picture(
            ConnectorState state,
            Optional<Text> reason,
            OffsetDateTime since,
            List<String> datasets,
            long arrivals,
            Optional<OffsetDateTime> last) {}

    synchronized void brings(String dataset) {
        datasets.add(dataset);
    }

    synchronized void arrived() {
        arrivals++;
        last = Optional.of(OffsetDateTime.now(clock));
        if (state != ConnectorState.STOPPED) {
            change(ConnectorState.UP, Optional.empty());
        }
    }

    /** The other side answered and had nothing. */
    synchronized void quiet() {
        if (state == ConnectorState.UNKNOWN || state == ConnectorState.DOWN) {
            change(ConnectorState.IDLE, Optional.empty());
        }
    }

    /** @return whether this is the beginning of the trouble */
    synchronized boolean down(Text why) {
        if (state == ConnectorState.STOPPED) {
            return false;
        }
        boolean first = state != ConnectorState.DOWN;
        change(ConnectorState.DOWN, Optional.of(why));
        return first;
    }

    synchronized void stopped() {
        change(ConnectorState.STOPPED, Optional.empty());
    }

    /** It is about to start; one that could not start before stays DOWN with its reason meanwhile. */
    synchronized void starting() {
        if (state == ConnectorState.STOPPED || state == ConnectorState.UNKNOWN) {
            change(ConnectorState.UNKNOWN, Optional.of(STARTING));
        }
    }

    /** It runs; its first poll may have been faster. */
    synchronized void started() {
        if (state == ConnectorState.DOWN || state == ConnectorState.UNKNOWN) {
            change(ConnectorState.UNKNOWN, Optional.empty());
        }
    }

    synchronized Picture picture() {
        if (state == ConnectorState.UP
                && last.isPresent()
                && last.get().plus(LATELY).isBefore(OffsetDateTime.now(clock))) {
            change(ConnectorState.IDLE, Optional.empty());
        }
        return new Picture(state, reason, since, List.copyOf(datasets), arrivals, last);
    }

    private void change(ConnectorState to, Optional<Text> why) {
        if (state != to) {
            since = OffsetDateTime.now(clock);
        }
        state = to;
        reason = why;
    }
}
