package org.chama.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of docs/access.md; a test beside the rules proves that it says what they are. */
final class AccessPage {

    private static final Path PAGE = Path.of("..", "docs", "access.md");

    private AccessPage() {}

    /** The scopes of all roles, by permission. */
    static Map<String, List<String>> scopes() {
        Map<String, List<String>> rows = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(PAGE)) {
                String[] cells = line.split("\\|");
                if (line.startsWith("| `") && cells.length > 5) {
                    rows.put(
                            cells[1].replace("`", "").strip(),
                            Arrays.stream(cells).skip(2).map(String::strip).toList());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
