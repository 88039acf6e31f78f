package org.chama.api.policy;

import org.chama.api.Refusal;

/** What a check says of one record. */
public sealed interface Verdict {

    Verdict PASS = new Pass();

    /** The record is right as far as this check sees. */
    record Pass() implements Verdict {}

    /**
     * The record goes to quarantine.
     *
     * @param item name of the item at fault, empty for the record as a whole
     */
    record Reject(String item, Refusal refusal) implements Verdict {}

    static Verdict reject(String item, String code, String zh, String en) {
        return new Reject(item, Refusal.of(code, zh, en));
    }
}
