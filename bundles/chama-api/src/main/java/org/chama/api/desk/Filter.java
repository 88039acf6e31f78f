package org.chama.api.desk;

import java.util.Optional;

/**
 * Which entries of a list to show.
 *
 * @param state name of a state of that list
 * @param arrival of one arrival only
 */
public record Filter(
        Optional<String> department, Optional<String> dataset, Optional<String> state, Optional<Long> arrival) {

    public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
