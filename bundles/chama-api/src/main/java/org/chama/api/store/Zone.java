package org.chama.api.store;

/** The two schemas dataset tables live in, each read by a role of its own that can do nothing else. */
public enum Zone {
    /** 共享: exact values. */
    SHARE,
    /** 开放: masked values without subject identifiers. */
    OPEN;

    public String schema() {
        return this == SHARE ? "share" : "open";
    }
}
