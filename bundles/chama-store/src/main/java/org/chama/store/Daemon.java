package org.chama.store;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the node alive. */
final class Daemon {

    private Daemon() {}

    static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
