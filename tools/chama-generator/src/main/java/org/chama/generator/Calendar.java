package org.chama.generator;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Days of years that have 365, as a database gives them back. */
final class Calendar {

    /** {@code MMdd} by day of the year, from 0. */
    static final byte[][] MONTHS_AND_DAYS = days("MMdd");

    private static final byte[][] DASHED = days("-MM-dd");
    private static final int SECONDS_A_DAY = 86_400;

    private Calendar() {}

    /** {@code yyyy-MM-dd}. */
    static Row date(Row row, int year, int day) {
        return row.digits(year, 4).put(DASHED[day]);
    }

    /** {@code 2025-MM-dd HH:mm:ss}, any second of that year. */
    static Row moment(Row row, Draw draw) {
        int second = draw.below(SECONDS_A_DAY);
        return date(row, 2025, draw.below(365))
                .put(' ')
                .digits(second / 3600, 2)
                .put(':')
                .digits(second / 60 % 60, 2)
                .put(':')
                .digits(second % 60, 2);
    }

    private static byte[][] days(String pattern) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern);
        byte[][] days = new byte[365][];
        for (int i = 0; i < days.length; i++) {
            days[i] = LocalDate.ofYearDay(1900, i + 1).format(format).getBytes(StandardCharsets.US_ASCII);
        }
        return days;
    }
}
