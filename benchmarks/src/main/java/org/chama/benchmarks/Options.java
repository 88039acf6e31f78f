package org.chama.benchmarks;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code --name value} pairs; what no command asked for is refused. */
final class Options {

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    Options(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("选项应为 --名称 值 / options are --name value: " + name);
            }
            given.put(name.substring(2), arguments.get(i + 1));
        }
    }

    Optional<String> text(String name) {
        asked.add(name);
        return Optional.ofNullable(given.get(name));
    }

    long number(String name, long otherwise) {
        return text(name).map(value -> number(name, value)).orElse(otherwise);
    }

    double decimal(String name, double otherwise) {
        return text(name).map(Double::parseDouble).orElse(otherwise);
    }

    List<Long> numbers(String name, String otherwise) {
        return texts(name, otherwise).stream().map(value -> number(name, value)).toList();
    }

    List<String> texts(String name, String otherwise) {
        return Arrays.asList(text(name).orElse(otherwise).split(","));
    }

    /** Called when a command has asked for all it knows. */
    void done() {
        given.keySet().stream()
                .filter(name -> !asked.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("未知选项 / unknown option: --" + name);
                });
    }

    private static long number(String name, String value) {
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("不是整数 / not a whole number: --" + name + " " + value, e);
        }
        throw new IllegalArgumentException("须为正数 / must be positive: --" + name);
    }
}
