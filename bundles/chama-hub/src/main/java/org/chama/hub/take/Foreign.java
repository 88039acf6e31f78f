package org.chama.hub.take;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts messages no node sent, so that however many come they make one line a minute. Used by one thread. */
final class Foreign {

    private static final int MOST_SENDERS = 20;
    private static final int LONGEST = 80;
    private static final String OTHERS = "others";

    private final Map<String, Long> senders = new TreeMap<>();
    private long next = System.nanoTime();

    /** @param sender as the broker says; null when it does not */
    void count(String sender) {
        String name = sender == null || sender.length() > LONGEST ? "unknown" : sender;
        senders.merge(senders.containsKey(name) || senders.size() < MOST_SENDERS ? name : OTHERS, 1L, Long::sum);
    }

    /** What was counted since the last time, at the first message and then once a minute. */
    Optional<Map<String, Long>> due() {
        if (senders.isEmpty() || System.nanoTime() - next < 0) {
            return Optional.empty();
        }
        next = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        Map<String, Long> counted = Map.copyOf(senders);
        senders.clear();
        return Optional.of(counted);
    }
}
