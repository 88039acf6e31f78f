package org.chama.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of processes. */
final class Processes {

    private static final long TICK_NANOS = 10_000_000;

    private Processes() {}

    /** Processor time of one process so far. */
    static long cpuNanos(long pid) {
        String[] fields = stat(pid);
        return fields.length == 0 ? 0 : (number(fields, 14) + number(fields, 15)) * TICK_NANOS;
    }

    /** Processor time of a process, its children and those that ended. */
    static long familyCpuNanos(long parent) {
        String[] own = stat(parent);
        if (own.length == 0) {
            return 0;
        }
        long ticks = number(own, 14) + number(own, 15) + number(own, 16) + number(own, 17);
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path one : all.toList()) {
                String name = one.getFileName().toString();
                if (name.chars().allMatch(Character::isDigit)) {
                    String[] fields = stat(Long.parseLong(name));
                    if (fields.length > 0 && number(fields, 4) == parent) {
                        ticks += number(fields, 14) + number(fields, 15);
                    }
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return ticks * TICK_NANOS;
    }

    /** A line of {@code /proc/<pid>/status} in kB, such as {@code VmRSS} or {@code VmHWM}. */
    static long kilobytes(long pid, String name) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(name + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    /** Fields by their number in proc(5); none when the process has gone. The name, field 2, may hold blanks. */
    private static String[] stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return ("0 0 0 " + text.substring(text.lastIndexOf(')') + 2)).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static long number(String[] fields, int of) {
        return Long.parseLong(fields[of].strip());
    }
}
