package org.chama.hub;

import org.osgi.service.component.annotations.Component;

/** The bells by which the hub's parts wake each other; what is missed is found by looking. */
@Component(service = Progress.class)
public final class Progress {

    private final Bell stored = new Bell();
    private final Bell recovery = new Bell();
    private final Bell ending = new Bell();
    private final Bell release = new Bell();

    /** Rung when batches were stored. */
    public Bell stored() {
        return stored;
    }

    /** Rung when an arrival may go on. */
    public Bell recovery() {
        return recovery;
    }

    /** Rung when an arrival may be complete. */
    public Bell ending() {
        return ending;
    }

    /** Rung when there may be something to number, to release or to return from waiting. */
    public Bell release() {
        return release;
    }
}
