package org.chama.statute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.chama.api.RefusedException;
import org.chama.api.statute.WorkCalendar;
import org.chama.api.statute.WorkCalendar.Counting;
import org.chama.api.statute.WorkCalendar.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayeredCalendarTest {

    private static final LocalDate FIRST = LocalDate.of(2018, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 12, 31);

    private final WorkCalendar calendar = new LayeredCalendar();

    private Deadline deadline(String received, int days, String division) {
        return calendar.deadline(LocalDate.parse(received), days, division, Counting.CALENDAR_DAY);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-24, 10, 2025-02-13",
        "2025-09-26, 10, 2025-10-16",
        "2025-09-26, 15, 2025-10-23",
        "2026-02-12, 10, 2026-03-04",
        "2026-02-14, 10, 2026-03-06",
        "2026-04-30, 15, 2026-05-25",
        "2026-09-18, 10, 2026-10-09",
        "2026-02-12, 15, 2026-03-11",
        "2026-03-11, 15, 2026-04-01",
        "2026-11-23, 10, 2026-12-07"
    })
    void countsByTheNoticesOfTheStateCouncil(String received, int days, LocalDate expected) {
        Deadline deadline = deadline(received, days, "");
        assertThat(deadline.day()).isEqualTo(expected);
        assertThat(deadline.national()).isEqualTo(expected);
        assertThat(deadline.provisional()).isFalse();
    }

    @Test
    void countsTwoSuccessivePeriodsAsOne() {
        Deadline first = deadline("2026-02-12", 15, "");
        assertThat(deadline(first.day().toString(), 15, "").day())
                .isEqualTo(deadline("2026-02-12", 30, "").day());
    }

    @ParameterizedTest
    @CsvSource({
        "532900, 2024-04-12, 10, 2024-04-26, 2024-04-30",
        "532301, 2024-07-22, 10, 2024-08-05, 2024-08-08",
        "533103, 2024-04-01, 10, 2024-04-16, 2024-04-18"
    })
    void countsTheHolidaysOfTheAutonomousPrefectureOfACounty(
            String division, String received, int days, LocalDate national, LocalDate local) {
        Deadline deadline = deadline(received, days, division);
        assertThat(deadline.national()).isEqualTo(national);
        assertThat(deadline.day()).isEqualTo(local);
        assertThat(deadline.provisional()).isFalse();
    }

    @Test
    void saysWhereANoticeIsNotKnown() {
        assertThat(deadline("2026-04-30", 15, "532900").provisional())
                .as("Dali, 2026")
                .isTrue();
        assertThat(deadline("2026-04-30", 15, "530100").provisional())
                .as("Kunming, 2026")
                .isFalse();
        assertThat(deadline("2026-12-21", 10, "").provisional()).as("into 2027").isTrue();
        assertThat(deadline("2026-12-17", 8, "").provisional())
                .as("ends in the last days")
                .isTrue();
        assertThat(deadline("2026-12-14", 5, "").provisional()).isFalse();
        assertThat(deadline("2027-03-01", 5, "").provisional()).isTrue();
    }

    @Test
    void countsAReceiptOnARestDayAsTheRuleSays() {
        LocalDate saturday = LocalDate.of(2026, 3, 7);
        assertThat(calendar.deadline(saturday, 10, "", Counting.CALENDAR_DAY).day())
                .isEqualTo(LocalDate.of(2026, 3, 20));
        assertThat(calendar.deadline(saturday, 10, "", Counting.NEXT_WORKING_DAY)
                        .day())
                .isEqualTo(LocalDate.of(2026, 3, 23));
    }

    @Test
    void endsAtTheFirstMomentOfTheNextDayInShanghai() {
        assertThat(deadline("2026-04-30", 15, "").moment())
                .isEqualTo(OffsetDateTime.parse("2026-05-26T00:00:00+08:00"));
    }

    @ParameterizedTest
    @CsvSource({"2021, 250", "2022, 249", "2023, 249", "2024, 251", "2025, 248", "2026, 248"})
    void hasAsManyWorkingDaysAYearAsThereAre(int year, int expected) {
        assertThat(LocalDate.of(year, 1, 1)
                        .datesUntil(LocalDate.of(year + 1, 1, 1))
                        .filter(day -> calendar.isWorkingDay(day, ""))
                        .count())
                .isEqualTo(expected);
    }

    @Test
    void agreesWithTwoPublicCalendarsOnTenThousandPeriods() throws IOException {
        Map<LocalDate, String> days = recorded("chinese-days-1.5.7.csv");
        Map<LocalDate, String> workday = recorded("chinese-workday-1.16.1.csv");
        // the second lacks the first day of 2018 and the late lengthening of 2020, and has one day of 2023 too many
        Set<LocalDate> apart = apart(days, workday);
        assertThat(apart)
                .containsExactly(
                        LocalDate.of(2018, 1, 1),
                        LocalDate.of(2020, 1, 31),
                        LocalDate.of(2020, 2, 1),
                        LocalDate.of(2023, 1, 3));
        Random random = new Random(20260101);
        int compared = 0;
        for (int i = 0; i < 10_000; i++) {
            LocalDate received = FIRST.plusDays(random.nextInt((int) ChronoUnit.DAYS.between(FIRST, LAST) - 60));
            int count = 1 + random.nextInt(30);
            LocalDate ours = calendar.deadline(received, count, "", Counting.CALENDAR_DAY)
                    .day();
            assertThat(ours).as(received + " + " + count).isEqualTo(naive(days, received, count));
            if (apart.stream().noneMatch(day -> !day.isBefore(received) && !day.isAfter(ours.plusDays(1)))) {
                assertThat(ours).as(received + " + " + count).isEqualTo(naive(workday, received, count));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(9_000);
    }

    private static Set<LocalDate> apart(Map<LocalDate, String> one, Map<LocalDate, String> other) {
        Set<LocalDate> days = new TreeSet<>();
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            if (worked(one, day) != worked(other, day)) {
                days.add(day);
            }
        }
        return days;
    }

    /** Day by day, with nothing of ours. */
    private static LocalDate naive(Map<LocalDate, String> recorded, LocalDate received, int count) {
        LocalDate day = received;
        int worked = 0;
        while (worked < count) {
            day = day.plusDays(1);
            if (worked(recorded, day)) {
                worked++;
            }
        }
        return day;
    }

    private static boolean worked(Map<LocalDate, String> recorded, LocalDate day) {
        String said = recorded.get(day);
        if (said != null) {
            return said.equals("WORK");
        }
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    private static Map<LocalDate, String> recorded(String name) throws IOException {
        Map<LocalDate, String> days = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(LayeredCalendarTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",");
                days.put(LocalDate.parse(cells[0]), cells[1]);
            }
        }
        return days;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 0, '', wrong-days",
        "2026-01-01, 1001, '', wrong-days",
        "2026-01-01, 5, 5329, wrong-division",
        "2026-01-01, 5, 53290x, wrong-division",
        "2003-12-31, 5, '', day-out-of-range",
        "2100-12-30, 30, '', day-out-of-range"
    })
    void refusesWhatItCannotCount(String received, int days, String division, String code) {
        assertThatThrownBy(() -> deadline(received, days, division))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(code);
    }
}
