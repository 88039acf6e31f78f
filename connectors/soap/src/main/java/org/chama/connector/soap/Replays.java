package org.chama.connector.soap;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signatures of messages that were taken as long as their time stamp would let them in again. Bounded: when it is full callers
 * come again later. Each node has its own; on another a repeated message is a repeated requestId. Thread-safe.
 */
final class Replays {

    /** Longer than any time stamp is good for. */
    private static final Duration KEPT = Duration.ofMinutes(15);

    private static final int MOST = 100_000;

    private final Map<String, Instant> seen = new ConcurrentHashMap<>();
    private final Clock clock;

    Replays(Clock clock) {
        this.clock = clock;
    }

    /** Whether it comes for the first time. */
    boolean first(byte[] signature) {
        Instant now = clock.instant();
        if (seen.size() >= MOST) {
            seen.values().removeIf(until -> until.isBefore(now));
            if (seen.size() >= MOST) {
                throw CallFault.tryAgain();
            }
        }
        String key = HexFormat.of().formatHex(Arrays.copyOf(signature, Math.min(signature.length, 64)));
        Instant before = seen.putIfAbsent(key, now.plus(KEPT));
        return before == null;
    }
}
