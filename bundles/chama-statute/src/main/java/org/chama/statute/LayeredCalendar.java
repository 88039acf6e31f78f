package org.chama.statute;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.chama.api.RefusedException;
import org.chama.api.statute.WorkCalendar;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The calendar of the files in this bundle: the State Council's notices of 2004 to 2026, and examples of autonomous prefectures. */
@Component
public final class LayeredCalendar implements WorkCalendar {

    /** Autonomous prefectures (自治州) of Yunnan: these may set holidays of their own. */
    private static final Set<String> AUTONOMOUS =
            Set.of("532300", "532500", "532600", "532800", "532900", "533100", "533300", "533400");

    private static final int FIRST_YEAR = 2004;
    private static final int LAST_YEAR = 2100;
    private static final int MOST_DAYS = 1_000;
    private static final int SHOWN = 12;

    /** The notice of a year has also moved days of the last days before it. */
    private static final int YEARS_END = 3;

    private static final String NATIONAL = "";

    private final Layer national;
    private final Map<String, Layer> local;
    private final String version;

    @Activate
    public LayeredCalendar() {
        this(file("national.csv"), file("local.csv"));
    }

    LayeredCalendar(DayFile national, DayFile local) {
        this.national = national.national();
        this.local = local.local();
        this.version =
                national.digest().substring(0, SHOWN) + "." + local.digest().substring(0, SHOWN);
    }

    private static DayFile file(String name) {
        try (InputStream in = LayeredCalendar.class.getResourceAsStream(name)) {
            return DayFile.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's " + name + " cannot be read", e);
        }
    }

    @Override
    public boolean isWorkingDay(LocalDate day, String division) {
        return isWorked(range(day), layer(division));
    }

    private boolean isWorked(LocalDate day, Layer own) {
        return own.says(day)
                .or(() -> national.says(day))
                .orElseGet(() -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY);
    }

    @Override
    public Deadline deadline(LocalDate received, int days, String division, Counting counting) {
        if (days < 1 || days > MOST_DAYS) {
            throw new RefusedException(
                    "wrong-days", "工作日数应为 1 至 " + MOST_DAYS, "working days must be 1 to " + MOST_DAYS);
        }
        Layer own = layer(division);
        LocalDate end = end(range(received), days, own, counting);
        LocalDate byNation = own == Layer.UNKNOWN ? end : end(received, days, Layer.UNKNOWN, counting);
        return new Deadline(end, byNation, isProvisional(received, end, division, own), version);
    }

    private LocalDate end(LocalDate received, int days, Layer own, Counting counting) {
        LocalDate day = received;
        if (counting == Counting.NEXT_WORKING_DAY) {
            while (!isWorked(day, own)) {
                day = range(day.plusDays(1));
            }
        }
        for (int left = days; left > 0; ) {
            day = range(day.plusDays(1));
            left -= isWorked(day, own) ? 1 : 0;
        }
        return day;
    }

    private boolean isProvisional(LocalDate from, LocalDate until, String division, Layer own) {
        boolean autonomous = AUTONOMOUS.contains(prefecture(division));
        int last = until.plusDays(YEARS_END).getYear();
        for (int year = from.getYear(); year <= last; year++) {
            if (!national.knows(year) || autonomous && !own.knows(year)) {
                return true;
            }
        }
        return false;
    }

    private Layer layer(String division) {
        if (division.equals(NATIONAL)) {
            return Layer.UNKNOWN;
        }
        if (!division.matches("[1-9]\\d{5}")) {
            throw new RefusedException("wrong-division", "行政区划代码应为六位数字", "a division is six digits");
        }
        return local.getOrDefault(prefecture(division), Layer.UNKNOWN);
    }

    private static String prefecture(String division) {
        return division.isEmpty() ? NATIONAL : division.substring(0, 4) + "00";
    }

    private static LocalDate range(LocalDate day) {
        if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
            throw new RefusedException(
                    "day-out-of-range",
                    "日期应在 " + FIRST_YEAR + " 至 " + LAST_YEAR + " 年之间",
                    "days must be of the years " + FIRST_YEAR + " to " + LAST_YEAR);
        }
        return day;
    }

    @Override
    public String version() {
        return version;
    }
}
