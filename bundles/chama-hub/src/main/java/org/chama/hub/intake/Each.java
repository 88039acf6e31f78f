package org.chama.hub.intake;

import java.io.IOException;
import java.util.List;
import org.chama.api.database.DatabaseException;

/** Does something with each of several arrivals: one that fails does not keep the others from it. */
final class Each {

    private Each() {}

    /** What is done with one of them. */
    @FunctionalInterface
    interface Work {
        void on(Arrival arrival) throws IOException;
    }

    /** Throws the first failure when all have been tried; an outage of the database ends it at once. */
    static void of(List<Arrival> arrivals, Work work) throws IOException {
        Exception first = null;
        for (Arrival arrival : arrivals) {
            try {
                work.on(arrival);
            } catch (IOException | RuntimeException e) {
                if (e instanceof DatabaseException outage && outage.kind() == DatabaseException.Cause.OUTAGE) {
                    throw e;
                }
                first = first == null ? e : first;
            }
        }
        if (first instanceof IOException e) {
            throw e;
        }
        if (first instanceof RuntimeException e) {
            throw e;
        }
    }
}
