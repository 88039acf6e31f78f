package org.chama.api.store;

import java.util.List;
import org.chama.api.Refusal;

/**
 * What became of the rows of a write.
 *
 * @param stored rows that are now in the table
 * @param repeats rows that said nothing new: equal to one already there, or of an older version
 * @param conflicts rows that an append dataset with a key already holds with other values; they are not stored
 */
public record Written(int stored, int repeats, List<Conflict> conflicts) {

    public Written {
        conflicts = List.copyOf(conflicts);
    }

    /** A row that was not stored, by its index in the rows given. */
    public record Conflict(int row, Refusal refusal) {}
}
