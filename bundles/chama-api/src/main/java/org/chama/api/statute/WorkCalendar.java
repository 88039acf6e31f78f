package org.chama.api.statute;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Working days (工作日) in three layers: weekends, the notices of the State Council (节假日安排, with days that are worked instead), and the
 * holidays of autonomous prefectures (全国年节及纪念日放假办法, Article 4). Days are those of Asia/Shanghai. Thread-safe.
 */
@ProviderType
public interface WorkCalendar {

    /** Where days begin and end. */
    ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** How a day of receipt that is no working day counts: the texts do not say. */
    enum Counting {
        /** From that very day: the stricter reading, one working day earlier than the other. */
        CALENDAR_DAY,
        /** As if it had come on the next working day. */
        NEXT_WORKING_DAY
    }

    /**
     * Whether a day is worked.
     *
     * @param division code of the division whose holidays apply too; empty for the national calendar alone
     */
    boolean isWorkingDay(LocalDate day, String division);

    /**
     * When something is due: the day of receipt does not count, the period ends with its last working day (民法典 201 to 203).
     *
     * @param days working days, 1 to 1,000
     * @param division where the work is done, six digits (a county's is its prefecture's); empty for the national calendar alone
     * @throws org.chama.api.RefusedException {@code wrong-days}, {@code wrong-division}, {@code day-out-of-range} for a year before 2004 or
     *     after 2100
     */
    Deadline deadline(LocalDate received, int days, String division, Counting counting);

    /** Names the calendar the answers are of: it changes when a day of it does. */
    String version();

    /**
     * The end of a period.
     *
     * @param day its last day
     * @param national its last day by the national calendar alone
     * @param provisional whether a notice for one of the days it crosses was not known: it may move
     * @param version of the calendar
     */
    record Deadline(LocalDate day, LocalDate national, boolean provisional, String version) {

        public Deadline {
            Objects.requireNonNull(day);
            Objects.requireNonNull(national);
            Objects.requireNonNull(version);
        }

        /** The first moment after it; shown as 24:00 of {@link #day}. */
        public OffsetDateTime moment() {
            return day.plusDays(1).atStartOfDay(ZONE).toOffsetDateTime();
        }
    }
}
