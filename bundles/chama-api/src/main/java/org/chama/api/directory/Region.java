package org.chama.api.directory;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * An administrative division (行政区划, GB/T 2260) as it was in a period; a code that was abolished stays.
 *
 * @param code six digits
 * @param superior code of the division above, empty for the province
 * @param from first day it is valid
 * @param until first day it is not valid any more
 */
public record Region(
        String code, String name, Level level, Optional<String> superior, LocalDate from, Optional<LocalDate> until) {

    /** Levels of Article 5. */
    public enum Level {
        PROVINCE,
        PREFECTURE,
        COUNTY
    }

    public Region {
        Objects.requireNonNull(code);
        Objects.requireNonNull(name);
        Objects.requireNonNull(level);
        Objects.requireNonNull(superior);
        Objects.requireNonNull(from);
        Objects.requireNonNull(until);
    }

    public boolean validOn(LocalDate day) {
        return !day.isBefore(from) && until.map(day::isBefore).orElse(true);
    }
}
