package org.chama.generator;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The oracle: what must be found after rows were taken in.
 *
 * @param rows how many were sent
 * @param stored how many must be stored where equal rows stay (append without key)
 * @param check how many the content check must reject
 * @param door how many a door must refuse
 * @param hash sum of {@link RowHash} over the stored rows
 * @param distinct how many must be stored where an equal row is a repeat (with key); equals {@code stored} without duplicates.
 *     Counts a row that repeats any earlier one of the sequence as a repeat, so the sequence must have been sent from index 0
 * @param distinctHash sum over those
 */
public record Expected(long rows, long stored, long check, long door, long hash, long distinct, long distinctHash) {

    /** Of rows {@code from} to {@code from + rows} exclusive. */
    public static Expected of(Recipe recipe, long from, long rows) {
        Count count = new Count();
        each(recipe, from, rows, row -> count.add(row, RowHash.of(row)));
        return count.sum();
    }

    /**
     * The same for a copy that shows other values than were sent.
     *
     * @param shown gets the values of a stored row and gives those of the copy, masked by an independent computation
     */
    public static Expected of(Recipe recipe, long from, long rows, UnaryOperator<String[]> shown) {
        Count count = new Count();
        each(
                recipe,
                from,
                rows,
                row -> count.add(
                        row, row.dirt().outcome() == Outcome.STORED ? RowHash.of(shown.apply(row.values())) : 0));
        return count.sum();
    }

    /** Of this and what was sent behind it. */
    public Expected plus(Expected next) {
        return new Expected(
                rows + next.rows,
                stored + next.stored,
                check + next.check,
                door + next.door,
                hash + next.hash,
                distinct + next.distinct,
                distinctHash + next.distinctHash);
    }

    @Override
    public String toString() {
        return "rows=%d stored=%d check=%d door=%d hash=%016x distinct=%d distinct-hash=%016x"
                .formatted(rows, stored, check, door, hash, distinct, distinctHash);
    }

    private static void each(Recipe recipe, long from, long rows, Consumer<Row> consumer) {
        Generator generator = new Generator(recipe);
        Row row = new Row(recipe.kind());
        for (long index = from; index < from + rows; index++) {
            consumer.accept(generator.make(index, row));
        }
    }

    /** Adds up row by row; used by one thread. */
    static final class Count {
        private long rows;
        private long stored;
        private long check;
        private long door;
        private long hash;
        private long distinct;
        private long distinctHash;

        void add(Row row, long rowHash) {
            rows++;
            switch (row.dirt().outcome()) {
                case CHECK -> check++;
                case DOOR -> door++;
                case STORED -> {
                    stored++;
                    hash += rowHash;
                    if (!row.isDuplicate()) {
                        distinct++;
                        distinctHash += rowHash;
                    }
                }
            }
        }

        Expected sum() {
            return new Expected(rows, stored, check, door, hash, distinct, distinctHash);
        }
    }
}
