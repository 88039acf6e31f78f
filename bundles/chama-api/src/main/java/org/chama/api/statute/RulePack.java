package org.chama.api.statute;

import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.Text;

/**
 * What one text asks (规则包), as data with the time it applies (Article 48). Nothing that follows one is thereby compliant.
 *
 * @param id short name, {@code yn-2021-draft}
 * @param title whole name of the text, 征求意见稿 included
 * @param place division it is of
 * @param from first day it applies
 * @param until last day; empty while none is known
 * @param sure whether every number was read in the text itself
 * @param clocks by their ids
 * @param numbers other numbers it sets, {@code k-open}
 */
public record RulePack(
        String id,
        Text title,
        String place,
        LocalDate from,
        Optional<LocalDate> until,
        boolean sure,
        Map<String, ClockRule> clocks,
        Map<String, Long> numbers) {

    public RulePack {
        Objects.requireNonNull(id);
        Objects.requireNonNull(title);
        Objects.requireNonNull(place);
        Objects.requireNonNull(from);
        Objects.requireNonNull(until);
        clocks = Map.copyOf(clocks);
        numbers = Map.copyOf(numbers);
    }

    /** Whether it applies on a day. */
    public boolean applies(LocalDate day) {
        return !day.isBefore(from) && until.filter(last -> day.isAfter(last)).isEmpty();
    }
}
