package org.chama.api.batch;

/**
 * Identity of a batch: the arrival's number and the batch's place in it.
 *
 * @param arrival number of the arrival, from 1
 * @param sequence from 0
 */
public record BatchId(long arrival, int sequence) implements Comparable<BatchId> {

    /** Reads {@code arrival:sequence}. @throws IllegalArgumentException for anything else */
    public static BatchId parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon > 0) {
                return new BatchId(
                        Long.parseLong(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a batch id (arrival:sequence): " + text, e);
        }
        throw new IllegalArgumentException("not a batch id (arrival:sequence): " + text);
    }

    @Override
    public int compareTo(BatchId other) {
        int byArrival = Long.compare(arrival, other.arrival);
        return byArrival != 0 ? byArrival : Integer.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return arrival + ":" + sequence;
    }
}
