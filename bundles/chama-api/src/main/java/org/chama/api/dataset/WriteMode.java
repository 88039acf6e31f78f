package org.chama.api.dataset;

/** What a record of an arrival does to the dataset's table. */
public enum WriteMode {
    /** Rows are added. Without a record key equal rows stay; with one an equal row is a repeat, a different one is refused. */
    APPEND,
    /** The greater version of a record key wins; versions are (order item if declared, arrival, position). Deletes leave tombstones. */
    UPSERT,
    /** The arrival fills an invisible generation that replaces the former one in one step when it is complete. */
    SNAPSHOT
}
