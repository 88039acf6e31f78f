package org.chama.api.intake;

import org.chama.api.Refusal;

/** How the hub answered an arrival. */
public sealed interface Outcome {

    /** Taken; every record of good form is durably queued. */
    record Received(Receipt receipt) implements Outcome {}

    /** The file equals the source's latest arrival: recorded and archived, not stored again. */
    record Repeat(long arrival, long of) implements Outcome {}

    /** An append dataset already has an equal file: held for a person's decision. */
    record Held(long arrival, long of) implements Outcome {}

    /** Another node, or another thread of this one, has claimed the file. */
    record Elsewhere() implements Outcome {}

    /** Not taken as a whole; {@code arrival} is 0 when it was refused before a claim. */
    record Refused(long arrival, Refusal refusal) implements Outcome {}
}
