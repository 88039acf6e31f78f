package org.chama.hub;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Does several things side by side, each of them once at a time. Whoever had no turn for longest is next; what takes longer than a
 * second leaves its place to another, so that a few slow ones hold up nobody. One thread gives the turns.
 */
public final class Lanes<K> implements AutoCloseable {

    /** What is done at one turn. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    private static final long SWIFT_NANOS = 1_000_000_000;
    private static final long REST_NANOS = 1_000_000_000;

    private final Bell ended;
    private final int swift;
    private final int most;
    private final ExecutorService threads;
    private final Map<K, Long> running = new ConcurrentHashMap<>();
    private final Map<K, Failure> failed = new ConcurrentHashMap<>();
    private final Map<K, Long> turns = new HashMap<>();
    private long turn;
    private volatile boolean stopped;

    private record Failure(Exception what, long at) {}

    /**
     * @param ended rung when something ended
     * @param swift how many run at once of those that take less than a second; {@code most} of all
     */
    public Lanes(String name, Bell ended, int swift, int most) {
        this.ended = ended;
        this.swift = swift;
        this.most = most;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "chama-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins what is due and does not run yet, as far as there is room. What failed rests for a second.
     *
     * @throws Exception what failed and did not succeed since, as long as it is due
     */
    public void run(Map<K, Work> due) throws Exception {
        Set<K> kept = running.keySet();
        turns.keySet().removeIf(key -> !due.containsKey(key) && !kept.contains(key));
        failed.keySet().removeIf(key -> !due.containsKey(key) && !kept.contains(key));
        List<K> next = due.keySet().stream()
                .filter(key -> !running.containsKey(key) && !rests(key))
                .sorted(Comparator.comparing(key -> turns.getOrDefault(key, 0L)))
                .toList();
        for (K key : next) {
            if (!room()) {
                break;
            }
            turns.put(key, ++turn);
            begin(key, due.get(key));
        }
        for (Failure failure : failed.values()) {
            throw failure.what();
        }
    }

    private boolean rests(K key) {
        Failure failure = failed.get(key);
        return failure != null && System.nanoTime() - failure.at() < REST_NANOS;
    }

    private boolean room() {
        long now = System.nanoTime();
        return running.size() < most
                && running.values().stream()
                                .filter(since -> now - since < SWIFT_NANOS)
                                .count()
                        < swift;
    }

    private void begin(K key, Work work) {
        running.put(key, System.nanoTime());
        threads.execute(() -> {
            try {
                if (!stopped) {
                    work.run();
                }
                failed.remove(key);
            } catch (Exception e) {
                failed.put(key, new Failure(e, System.nanoTime()));
            } catch (Throwable e) {
                // an error too: it is said, and what is due goes on
                failed.put(key, new Failure(new IllegalStateException(e.toString(), e), System.nanoTime()));
            } finally {
                running.remove(key);
                ended.ring();
            }
        });
    }

    /** Begins nothing more and waits for what runs, at most half a minute. */
    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
