package org.chama.rest;

import java.util.Locale;

/** Whether a host is this machine alone, judged by its spelling without a look-up. */
final class Loopback {

    private static final int PARTS = 4;

    private Loopback() {}

    static boolean isLoopback(String host) {
        String name = host == null ? "" : host.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]" -> true;
            default -> is127(name);
        };
    }

    private static boolean is127(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length != PARTS || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
