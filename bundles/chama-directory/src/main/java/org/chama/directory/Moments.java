package org.chama.directory;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Moments as the database keeps and people read them. */
final class Moments {

    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private Moments() {}

    static OffsetDateTime now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static LocalDate today(Clock clock) {
        return LocalDate.ofInstant(clock.instant(), SHANGHAI);
    }

    static OffsetDateTime shanghai(OffsetDateTime moment) {
        return moment.atZoneSameInstant(SHANGHAI).toOffsetDateTime();
    }
}
