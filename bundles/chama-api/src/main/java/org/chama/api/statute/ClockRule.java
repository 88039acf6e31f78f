package org.chama.api.statute;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.statute.WorkCalendar.Counting;

/**
 * How one period (期限) of a text runs.
 *
 * @param id short name, {@code share-reply}
 * @param article of the text, {@code 16}
 * @param title what is due
 * @param length in what {@code unit} says
 * @param dueSoon working days after the beginning at which whoever must act is reminded, rising; empty for none
 * @param extension by how much it may be extended; empty when it may not
 * @param end what ends it, in the words of the text's state machines, {@code provided} or {@code replied}
 * @param statutory whether the text sets it; else it is a target of our own and shown as such
 */
public record ClockRule(
        String id,
        String article,
        Text title,
        Unit unit,
        int length,
        List<Integer> dueSoon,
        Optional<Extension> extension,
        String end,
        Counting counting,
        boolean statutory) {

    /** What a length counts. */
    public enum Unit {
        WORKING_DAYS,
        YEARS,
        /** The date stands in the order that begins it; the length is 0. */
        DATE_OF_ORDER
    }

    /**
     * @param workingDays at most, each time
     * @param times how often
     * @param by role that must agree
     * @param told whether the other side must be told before the period ends
     */
    public record Extension(int workingDays, int times, String by, boolean told) {

        public Extension {
            Objects.requireNonNull(by);
        }
    }

    public ClockRule {
        Objects.requireNonNull(id);
        Objects.requireNonNull(article);
        Objects.requireNonNull(title);
        Objects.requireNonNull(unit);
        dueSoon = List.copyOf(dueSoon);
        Objects.requireNonNull(extension);
        Objects.requireNonNull(end);
        Objects.requireNonNull(counting);
    }
}
