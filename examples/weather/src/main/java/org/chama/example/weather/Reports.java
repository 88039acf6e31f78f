package org.chama.example.weather;

import java.util.LinkedHashMap;
import java.util.Map;

/** The stations' reports as CSV. */
final class Reports {

    private static final String[] ITEMS = {"station", "time", "temperature", "humidity"};

    private Reports() {}

    static String toCsv(String report) {
        StringBuilder csv = new StringBuilder(String.join(",", ITEMS)).append('\n');
        report.lines().filter(line -> !line.isBlank()).forEach(line -> {
            Map<String, String> values = new LinkedHashMap<>();
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip());
                }
            }
            for (int i = 0; i < ITEMS.length; i++) {
                csv.append(i == 0 ? "" : ",")
                        .append('"')
                        .append(values.getOrDefault(ITEMS[i], "").replace("\"", "\"\""))
                        .append('"');
            }
            csv.append('\n');
        });
        return csv.toString();
    }
}
