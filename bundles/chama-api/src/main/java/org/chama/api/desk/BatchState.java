package org.chama.api.desk;

/** Where a batch stands. */
public enum BatchState {
    /** In the share zone; not yet numbered for what comes after. */
    STORED,
    /** Numbered: behind a position everything downstream sees it. */
    POSITIONED,
    /** Left the head of its queue; returns when the cause is gone. */
    WAITING,
    /** Failed three times alone; can be replayed. */
    DEAD
}
