package org.chama.statute;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Days of one source that are not what the layer below says.
 *
 * @param worked by day; a day is here once
 * @param published years of which the source is known
 */
record Layer(Map<LocalDate, Boolean> worked, Set<Integer> published) {

    static final Layer UNKNOWN = new Layer(Map.of(), Set.of());

    Layer {
        worked = Map.copyOf(worked);
        published = Set.copyOf(published);
    }

    Optional<Boolean> says(LocalDate day) {
        return Optional.ofNullable(worked.get(day));
    }

    boolean knows(int year) {
        return published.contains(year);
    }
}
