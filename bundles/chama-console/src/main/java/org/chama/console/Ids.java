package org.chama.console;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.access.Reach;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;

/** Ids, numbers, words and times as an operator types them. */
final class Ids {

    private static final int LONGEST = 18;

    private Ids() {}

    static BatchId batch(String text) {
        try {
            return BatchId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    "wrong-batch", "批次编号应为 到件:序号,如 12:3", "the id of a batch must be arrival:sequence, as 12:3");
        }
    }

    static long arrival(String text) {
        if (!digits(text)) {
            throw new RefusedException("wrong-number", "到件编号应为数字", "the number of an arrival must be digits");
        }
        return Long.parseLong(text);
    }

    static long number(String text) {
        if (!digits(text)) {
            throw new RefusedException("wrong-number", "编号应为数字", "a number must be digits");
        }
        return Long.parseLong(text);
    }

    /** A word of an enumeration, in any case; empty for none. */
    static <E extends Enum<E>> Optional<E> word(String name, String value, Class<E> words) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        for (E word : words.getEnumConstants()) {
            if (word.name().equalsIgnoreCase(value)) {
                return Optional.of(word);
            }
        }
        String known = String.join(
                ", ", Arrays.stream(words.getEnumConstants()).map(Enum::name).toList());
        throw new RefusedException(
                "wrong-" + name.replace("--", "").toLowerCase(Locale.ROOT),
                name + " 应为以下之一: " + known,
                name + " must be one of " + known);
    }

    static Optional<LocalDate> day(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            throw new RefusedException("wrong-date", "日期应如 2026-11-25", "a date must be as 2026-11-25");
        }
    }

    static Optional<OffsetDateTime> moment(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeParseException e) {
            throw new RefusedException(
                    "wrong-moment", "时刻应如 2026-11-25T08:30:00+08:00", "a moment must be as 2026-11-25T08:30:00+08:00");
        }
    }

    static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether the reach takes in the department of a dataset. */
    static boolean reaches(Reach reach, Datasets datasets, String dataset) {
        return reach.everywhere()
                || Ask.there(datasets)
                        .find(dataset)
                        .map(Dataset::department)
                        .filter(reach::holds)
                        .isPresent();
    }
}
