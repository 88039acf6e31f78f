package org.chama.rest;

import java.time.LocalDate;
import org.chama.api.RefusedException;
import org.chama.api.statute.WorkCalendar;

/** A calendar of working days only; a region's periods are two days longer and provisional. */
final class FixedCalendar implements WorkCalendar {

    private static final int MOST = 1_000;

    @Override
    public boolean isWorkingDay(LocalDate day, String division) {
        return true;
    }

    @Override
    public Deadline deadline(LocalDate received, int days, String division, Counting counting) {
        if (days > MOST) {
            throw new RefusedException("wrong-days", "工作日数过多", "too many working days");
        }
        LocalDate national = received.plusDays(days + counting.ordinal());
        return division.isEmpty()
                ? new Deadline(national, national, false, version())
                : new Deadline(national.plusDays(2), national, true, version());
    }

    @Override
    public String version() {
        return "fixed";
    }
}
