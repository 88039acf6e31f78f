package org.chama.hub.policy;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a plugin's code for one batch with a limit of time, on a thread that may be lost to it. */
public final class Guard implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "chama-policy");
        thread.setDaemon(true);
        return thread;
    });
    private final int seconds;

    public Guard(int seconds) {
        this.seconds = seconds;
    }

    /** @throws PolicyFault when the plugin throws or takes too long; anything it throws is its cause */
    public <T> T run(Callable<T> work) throws PolicyFault, InterruptedException {
        Future<T> running = threads.submit(work);
        try {
            return running.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PolicyFault fault) {
                throw fault;
            }
            throw new PolicyFault(
                    "policy-throws",
                    "策略出错: " + e.getCause().getClass().getSimpleName(),
                    "the policy failed: " + e.getCause().getClass().getSimpleName(),
                    e.getCause());
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new PolicyFault(
                    "policy-hangs",
                    "策略在 " + seconds + " 秒内没有完成一个批次",
                    "the policy did not finish a batch within " + seconds + " s",
                    e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
