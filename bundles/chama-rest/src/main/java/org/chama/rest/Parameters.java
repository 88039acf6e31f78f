package org.chama.rest;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.access.Reach;
import org.chama.api.batch.BatchId;
import org.chama.api.desk.Filter;

/** Reads path and query parameters; what is refused is named, its value is not repeated. */
final class Parameters {

    static final int DEFAULT_LIMIT = 100;

    private static final int LONGEST_ID = 48;
    private static final int LONGEST_TOKEN = 4_096;
    private static final int LONGEST_NUMBER = 18;
    private static final int REGION = 6;

    private Parameters() {}

    static int limit(String value, int most) {
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        long limit = digits(value) ? Long.parseLong(value) : 0;
        if (limit < 1 || limit > most) {
            throw Refused.badRequest("wrong-limit", "limit 应为 1 至 " + most, "limit must be from 1 to " + most);
        }
        return (int) limit;
    }

    static Optional<String> token(String value) {
        if (value != null && (value.isEmpty() || value.length() > LONGEST_TOKEN)) {
            throw Refused.badRequest("wrong-after", "after 不是上一页给出的标记", "after is no token of a former page");
        }
        return Optional.ofNullable(value);
    }

    /** The number of an arrival as a path segment or query value. */
    static long number(String value) {
        if (!digits(value)) {
            throw Refused.badRequest("wrong-number", "到件编号应为数字", "the number of an arrival must be digits");
        }
        return Long.parseLong(value);
    }

    static BatchId batch(String value) {
        int colon = value.indexOf(':');
        if (colon < 0 || !digits(value.substring(0, colon)) || !sequence(value.substring(colon + 1))) {
            throw Refused.badRequest(
                    "wrong-batch", "批次编号应为 到件:序号,如 12:3", "the id of a batch must be arrival:sequence, as 12:3");
        }
        return BatchId.parse(value);
    }

    /** @param state must be a name of {@code states}, in any case */
    static <E extends Enum<E>> Filter filter(
            Reach reach, String department, String dataset, String state, String arrival, Class<E> states) {
        return new Filter(
                reach,
                id("department", department),
                id("dataset", dataset),
                state(state, states),
                Optional.ofNullable(arrival).map(Parameters::number));
    }

    /** A word of an enumeration, in any case. */
    static <E extends Enum<E>> Optional<E> word(String name, String value, Class<E> words) {
        if (value == null) {
            return Optional.empty();
        }
        for (E word : words.getEnumConstants()) {
            if (word.name().equalsIgnoreCase(value)) {
                return Optional.of(word);
            }
        }
        String known = known(words);
        throw Refused.badRequest("wrong-" + name, name + " 应为以下之一: " + known, name + " must be one of " + known);
    }

    static Optional<Boolean> flag(String name, String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw Refused.badRequest(
                    "wrong-" + name.toLowerCase(Locale.ROOT),
                    name + " 应为 true 或 false",
                    name + " must be true or false");
        }
        return Optional.ofNullable(value).map(Boolean::valueOf);
    }

    /** A day as {@code 2026-11-25}. */
    static Optional<LocalDate> day(String name, String value) {
        try {
            return Optional.ofNullable(value).map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw Refused.badRequest("wrong-date", name + " 应为日期,如 2026-11-25", name + " must be a date as 2026-11-25");
        }
    }

    /** A moment with its offset; a plus sign that a URL has turned into a space is taken for one. */
    static Optional<OffsetDateTime> moment(String name, String value) {
        try {
            return Optional.ofNullable(value).map(text -> OffsetDateTime.parse(text.replace(' ', '+')));
        } catch (DateTimeParseException e) {
            throw Refused.badRequest(
                    "wrong-moment",
                    name + " 应为带时差的时刻,如 2026-11-25T08:30:00+08:00",
                    name + " must be a moment with its offset, as 2026-11-25T08:30:00+08:00");
        }
    }

    /** Code of a region. */
    static String region(String value) {
        if (value.length() != REGION || !digits(value)) {
            throw Refused.badRequest("wrong-region", "行政区划代码应为六位数字", "the code of a region must be six digits");
        }
        return value;
    }

    private static <E extends Enum<E>> Optional<String> state(String value, Class<E> states) {
        if (value == null) {
            return Optional.empty();
        }
        for (E state : states.getEnumConstants()) {
            if (state.name().equalsIgnoreCase(value)) {
                return Optional.of(state.name());
            }
        }
        String known = known(states);
        throw Refused.badRequest("wrong-state", "state 应为以下之一: " + known, "state must be one of " + known);
    }

    private static String known(Class<? extends Enum<?>> words) {
        return String.join(
                ", ", Arrays.stream(words.getEnumConstants()).map(Enum::name).toList());
    }

    /** A short id as a query value. */
    static Optional<String> id(String name, String value) {
        if (value != null && !isId(value)) {
            throw Refused.badRequest(
                    "wrong-id",
                    name + " 应为短标识(小写字母、数字、连字符)",
                    name + " must be a short id (small letters, digits, hyphens)");
        }
        return Optional.ofNullable(value);
    }

    static boolean isId(String value) {
        return value.length() >= 2
                && value.length() <= LONGEST_ID
                && value.charAt(0) >= 'a'
                && value.charAt(0) <= 'z'
                && value.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }

    private static boolean digits(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST_NUMBER
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean sequence(String value) {
        return digits(value) && Long.parseLong(value) <= Integer.MAX_VALUE;
    }
}
