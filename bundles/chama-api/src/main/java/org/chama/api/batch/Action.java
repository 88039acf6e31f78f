package org.chama.api.batch;

/** What a source record does to its record key; only UPSERT datasets take DELETE. */
public enum Action {
    PUT,
    DELETE
}
