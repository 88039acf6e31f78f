package org.chama.api.access;

/**
 * What can be done. Every operation of every door asks for exactly one of these ({@link Needs}) or is declared open to everybody
 * ({@link Anyone}); which role has it where is decided by {@link Access} alone.
 */
public enum Permission {
    /** One's own session and password. */
    SESSION,
    REGIONS_READ,
    REGIONS_CHANGE,
    DEPARTMENTS_READ,
    DEPARTMENTS_CHANGE,
    ACCOUNTS_READ,
    ACCOUNTS_CHANGE,
    CLIENTS_READ,
    CLIENTS_CHANGE,
    /** Who answers for which stage of a dataset's life (Article 30). */
    RESPONSIBILITIES_READ,
    RESPONSIBILITIES_CHANGE,
    DATASETS_READ,
    /** Records of the share zone, exact. */
    RECORDS_READ,
    ARRIVALS_READ,
    ARRIVALS_DECIDE,
    BATCHES_READ,
    BATCHES_REPLAY,
    /** Places and reasons; raw values only with {@link #RECORDS_READ}. */
    QUARANTINE_READ,
    RELEASES_READ,
    CONNECTORS_READ,
    /** Send records of a dataset, ask what became of them. */
    INTAKE,
    /** Take one's own deliveries from their queue. */
    DELIVERIES_TAKE,
    LEDGER_READ,
    LEDGER_EXPORT,
    LEDGER_VERIFY,
    ALARMS_READ,
    ALARMS_CLEAR,
    KEYS_READ,
    KEYS_CHANGE,
    /** Commands of the runtime itself: bundles, configuration, logs. */
    RUNTIME
}
