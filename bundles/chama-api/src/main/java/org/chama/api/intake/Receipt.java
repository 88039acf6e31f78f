package org.chama.api.intake;

import java.util.List;
import java.util.Optional;
import org.chama.api.ledger.Ledger;

/**
 * What the platform has taken over: after a receipt no record in it is lost.
 *
 * @param arrival number of the arrival
 * @param received records of good form, all durably queued
 * @param refused records refused at the door
 * @param refusals the first 1,000 of them; all are in the quarantine
 * @param repeat whether this answers a call or file that had been taken before
 * @param head the newest published head of the ledger, when there is one: who keeps receipts can prove what the ledger was
 */
public record Receipt(
        long arrival,
        long received,
        long refused,
        List<DoorRefusal> refusals,
        boolean repeat,
        Optional<Ledger.Head> head) {

    public Receipt {
        refusals = List.copyOf(refusals);
    }

    /** Without a head. */
    public Receipt(long arrival, long received, long refused, List<DoorRefusal> refusals, boolean repeat) {
        this(arrival, received, refused, refusals, repeat, Optional.empty());
    }
}
