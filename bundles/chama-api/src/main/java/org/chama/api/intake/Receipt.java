package org.chama.api.intake;

import java.util.List;

/**
 * What the platform has taken over: after a receipt no record in it is lost.
 *
 * @param arrival number of the arrival
 * @param received records of good form, all durably queued
 * @param refused records refused at the door
 * @param refusals the first 1,000 of them; all are in the quarantine
 * @param repeat whether this answers a call or file that had been taken before
 */
public record Receipt(long arrival, long received, long refused, List<DoorRefusal> refusals, boolean repeat) {

    public Receipt {
        refusals = List.copyOf(refusals);
    }
}
