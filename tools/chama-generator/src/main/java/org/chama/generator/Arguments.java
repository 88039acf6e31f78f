package org.chama.generator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The options of one command, each asked for once; what nobody asked for is refused. */
final class Arguments {

    private final Map<String, String> given = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    /** @throws IllegalArgumentException for anything but {@code --name value} pairs and {@code flags} */
    Arguments(String[] arguments, int from, Set<String> flags) {
        for (int i = from; i < arguments.length; i++) {
            String name = arguments[i];
            if (!name.startsWith("--")) {
                throw new IllegalArgumentException("不是选项 / not an option: " + name);
            }
            if (flags.contains(name)) {
                given.put(name, "");
            } else if (i + 1 < arguments.length) {
                given.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException("选项缺少值 / the option has no value: " + name);
            }
        }
    }

    String text(String name) {
        asked.add(name);
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException("缺少选项 / the option is missing: " + name);
        }
        return value;
    }

    String text(String name, String otherwise) {
        asked.add(name);
        return given.getOrDefault(name, otherwise);
    }

    boolean flag(String name) {
        asked.add(name);
        return given.containsKey(name);
    }

    /** @throws IllegalArgumentException when it is no number or below {@code least} */
    long number(String name, long least, long otherwise) {
        String value = text(name, Long.toString(otherwise));
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("不是整数 / not a whole number: " + name + " " + value, e);
        }
        throw new IllegalArgumentException("不得小于 " + least + " / must be " + least + " or more: " + name);
    }

    double share(String name) {
        String value = text(name, "0");
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("不是小数 / not a decimal: " + name + " " + value, e);
        }
    }

    <E extends Enum<E>> E choice(String name, Class<E> of, E otherwise) {
        String value = text(name, word(otherwise));
        for (E each : of.getEnumConstants()) {
            if (word(each).equals(value)) {
                return each;
            }
        }
        String choices =
                Arrays.stream(of.getEnumConstants()).map(Arguments::word).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("可选值 / one of: " + name + " " + choices);
    }

    /** Called when a command has asked for all it knows. */
    void done() {
        given.keySet().stream()
                .filter(name -> !asked.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("未知选项 / unknown option: " + name);
                });
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
