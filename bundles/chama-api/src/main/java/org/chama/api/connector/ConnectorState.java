package org.chama.api.connector;

/** Status of a connector: a legacy system that is down is a status, not an error. */
public enum ConnectorState {
    /** Not yet known: just started. */
    UNKNOWN,
    /** The other side answers and data moved lately. */
    UP,
    /** The other side answers; nothing came lately. */
    IDLE,
    /** The other side does not answer, or the connector cannot run. */
    DOWN,
    /** Stopped by a person. */
    STOPPED
}
