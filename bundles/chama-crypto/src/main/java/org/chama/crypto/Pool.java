package org.chama.crypto;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/** Things that cost to set up and serve one thread at a time: as many as were ever used together. One that failed is not used again. */
final class Pool<T> {

    private final ConcurrentLinkedDeque<T> idle = new ConcurrentLinkedDeque<>();
    private final Supplier<T> fresh;

    Pool(Supplier<T> fresh) {
        this.fresh = fresh;
    }

    <R> R with(Function<T, R> work) {
        T one = idle.pollFirst();
        if (one == null) {
            one = fresh.get();
        }
        R result = work.apply(one);
        idle.addFirst(one);
        return result;
    }
}
