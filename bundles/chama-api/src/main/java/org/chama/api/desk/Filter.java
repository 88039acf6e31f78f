package org.chama.api.desk;

import java.util.Optional;
import org.chama.api.access.Reach;

/**
 * Which entries of a list to show.
 *
 * @param reach the departments whose entries may be seen at all
 * @param state name of a state of that list
 * @param arrival of one arrival only
 */
public record Filter(
        Reach reach,
        Optional<String> department,
        Optional<String> dataset,
        Optional<String> state,
        Optional<Long> arrival) {

    public static final Filter ALL =
            new Filter(Reach.EVERYWHERE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
