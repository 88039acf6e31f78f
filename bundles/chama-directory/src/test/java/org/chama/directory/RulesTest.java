package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void docsAccessShowsExactlyThisTable() throws IOException {
        List<String> shown = Files.readAllLines(Path.of("../../docs/access.md")).stream()
                .filter(line -> line.startsWith("|"))
                .filter(line -> line.contains("| `") || line.startsWith("| permission"))
                .filter(line -> line.chars().filter(c -> c == '|').count() == Role.values().length + 2)
                .toList();
        assertThat(shown).as(String.join("\n", table())).isEqualTo(table());
    }

    private static List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("| permission | "
                + Arrays.stream(Role.values()).map(role -> "`" + role + "`").collect(Collectors.joining(" | ")) + " |");
        for (Permission permission : Permission.values()) {
            lines.add("| `" + permission + "` | "
                    + Arrays.stream(Role.values())
                            .map(role -> Rules.scope(permission, role)
                                    .map(Scope::toString)
                                    .orElse("-"))
                            .collect(Collectors.joining(" | "))
                    + " |");
        }
        return lines;
    }

    @Test
    void everyPermissionIsSomebodys() {
        assertThat(Permission.values()).allSatisfy(permission -> assertThat(Role.values())
                .anyMatch(role -> Rules.scope(permission, role).isPresent()));
    }

    @Test
    void aPlatformOperatorCannotReadRecords() {
        assertThat(Rules.scope(Permission.RECORDS_READ, Role.PLATFORM_OPERATOR)).isEmpty();
        assertThat(Rules.scope(Permission.RECORDS_READ, Role.SECURITY_ADMINISTRATOR))
                .isEmpty();
    }
}
