package org.chama.hub.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a plugin's code for one batch with a limit of time, on a thread that may be lost to it. Who waits for a plugin when this is
 * closed is interrupted at once. Thread-safe.
 */
public final class Guard implements AutoCloseable {

    private static final int MOST_LOST = 3;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "chama-policy");
        thread.setDaemon(true);
        return thread;
    });
    private final int seconds;
    /** Runs that hung and have not ended since. */
    private final List<Run> lost = new ArrayList<>();

    private final Set<Future<?>> begun = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private static final class Run {
        private final String of;
        private boolean ended;

        Run(String of) {
            this.of = of;
        }
    }

    public Guard(int seconds) {
        this.seconds = seconds;
    }

    /**
     * Runs the work. What hung {@value #MOST_LOST} times and still does is not begun again.
     *
     * @param of whose code it is on whose behalf: the dataset and the policies' versions
     * @throws PolicyFault when the plugin throws or takes too long; its cause has the kind and place of what was thrown, not its
     *     message, which may quote a value
     * @throws InterruptedException when this is closed: nobody's fault
     */
    public <T> T run(String of, Callable<T> work) throws PolicyFault, InterruptedException {
        Run run = new Run(of);
        synchronized (lost) {
            if (lost.stream().filter(other -> other.of.equals(of)).count() >= MOST_LOST) {
                throw hangs(null);
            }
        }
        Future<T> running = begin(run, work);
        try {
            return running.get(seconds, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            throw stopping();
        } catch (ExecutionException e) {
            if (closed) {
                throw stopping();
            }
            if (e.getCause() instanceof PolicyFault fault) {
                throw fault;
            }
            throw new PolicyFault(
                    "policy-throws",
                    "策略出错: " + e.getCause().getClass().getSimpleName(),
                    "the policy failed: " + e.getCause().getClass().getSimpleName(),
                    place(e.getCause()));
        } catch (TimeoutException e) {
            synchronized (lost) {
                if (!run.ended) {
                    lost.add(run);
                }
            }
            running.cancel(true);
            throw hangs(e);
        } finally {
            begun.remove(running);
        }
    }

    private <T> Future<T> begin(Run run, Callable<T> work) throws InterruptedException {
        Future<T> running;
        try {
            running = threads.submit(() -> {
                try {
                    return work.call();
                } finally {
                    synchronized (lost) {
                        run.ended = true;
                        lost.remove(run);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            throw stopping();
        }
        begun.add(running);
        if (closed) {
            running.cancel(true);
        }
        return running;
    }

    private static InterruptedException stopping() {
        return new InterruptedException("the hub is stopping");
    }

    private PolicyFault hangs(TimeoutException cause) {
        return new PolicyFault(
                "policy-hangs",
                "策略在 " + seconds + " 秒内没有完成一个批次",
                "the policy did not finish a batch within " + seconds + " s",
                cause);
    }

    /** Kind and place of what was thrown without its message, which may quote a value. */
    public static Throwable place(Throwable thrown) {
        Throwable place = new Throwable(thrown.getClass().getName());
        place.setStackTrace(thrown.getStackTrace());
        return place;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        begun.forEach(running -> running.cancel(true));
    }
}
