package org.chama.directory;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A token bucket for each key; of the keys that were not used for longest those beyond 100,000 begin anew. Thread-safe. */
final class Rate {

    private static final int SHARDS = 16;
    private static final int MOST = 100_000;

    private final long burst;
    private final long tokens;
    private final Duration period;
    private final TimeMeter meter;
    private final List<Lru<String, Bucket>> shards = new ArrayList<>(SHARDS);

    /**
     * @param burst tokens a new bucket holds, and the most it ever holds
     * @param tokens that come back in a period, evenly
     */
    Rate(long burst, long tokens, Duration period, Clock clock) {
        this.burst = burst;
        this.tokens = tokens;
        this.period = period;
        this.meter = new Meter(clock);
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Lru<>(MOST / SHARDS));
        }
    }

    /** Takes one token. @return how long to wait when there was none */
    Optional<Duration> take(String key) {
        ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
    }

    boolean isEmpty(String key) {
        return bucket(key).getAvailableTokens() < 1;
    }

    private Bucket bucket(String key) {
        Lru<String, Bucket> shard = shards.get((key.hashCode() & Integer.MAX_VALUE) % SHARDS);
        synchronized (shard) {
            return shard.computeIfAbsent(key, k -> Bucket.builder()
                    .withCustomTimePrecision(meter)
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(tokens, period))
                    .build());
        }
    }

    private record Meter(Clock clock) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return Math.multiplyExact(clock.millis(), 1_000_000L);
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
