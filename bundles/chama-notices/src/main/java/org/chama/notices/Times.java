package org.chama.notices;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often standing alarms are raised, so that one that is raised a thousand times a second costs one write a minute. What a
 * node has not written yet when it ends is not counted. Thread-safe.
 */
final class Times {

    private static final long MINUTE_MILLIS = 60_000;
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST;
        }
    };

    Times(Clock clock) {
        this.clock = clock;
    }

    /** It was just raised for the first time and is written. */
    synchronized void begin(String key) {
        counts.put(key, new Count(clock.millis()));
    }

    /** Counts one more. @return how many to write now; 0 while the last writing is less than a minute ago */
    synchronized long raised(String key) {
        long now = clock.millis();
        Count count = counts.computeIfAbsent(key, k -> new Count(now));
        count.pending++;
        return now - count.written >= MINUTE_MILLIS ? count.take(now) : 0;
    }

    /** @return what was not written yet */
    synchronized long end(String key) {
        Count count = counts.remove(key);
        return count == null ? 0 : count.pending;
    }

    private static final class Count {
        private long written;
        private long pending;

        Count(long written) {
            this.written = written;
        }

        long take(long now) {
            long taken = pending;
            pending = 0;
            written = now;
            return taken;
        }
    }
}
