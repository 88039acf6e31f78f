package org.chama.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivilegedAction;
import java.util.List;
import javax.security.auth.Subject;
import org.chama.api.access.IdentityPrincipal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeCommandsTest {

    private final Archive archive = new Archive();
    private final Memory memory = new Memory();
    private final RuntimeCommands commands = new RuntimeCommands(new Gate(), archive, memory);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bundle:install file:/tmp/x.jar | bundle:install",
                "`log:display | grep \"a;b\"; shell:exec ls` | log:display,grep,shell:exec",
                "chama:arrivals --limit 3 | ``",
                "`chama:arrivals | more` | more",
                "x = { bundle:stop 1 } | bundle:stop",
                "`x={ bundle:uninstall 5 }; x` | bundle:uninstall,x",
                "`x={ y={ bundle:stop 1 | grep a; log:set } }` | bundle:stop,grep,log:set",
                "`x = \"{ not:run }\"; x = '{ not:run }'` | ``",
                "`echo \"$(bundle:stop 1)\"` | echo,?",
                "x = (bundle:stop 1) | bundle:stop",
                "if {true} { bundle:uninstall 1 } | if,true,bundle:uninstall",
                "\"bundle:stop\" 1 | ?",
                "$x 1 | ?",
                "bund\\le:stop 1 | ?",
                "`# a comment; not:run` | ``",
                "`echo (bundle:stop 1)` | echo,bundle:stop",
                "`password:ask 'a; not:run'` | password:ask"
            })
    void findsTheCommandsOfALineWithoutTheirArguments(String line, String names) {
        assertThat(String.join(",", CommandNames.in(line).names())).isEqualTo(names);
    }

    @Test
    void leavesALineForWhatASignedInPersonRuns() {
        as(Terminal.person("all"), "bundle:install secret-argument");
        assertThat(archive.written).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo("console-command");
            assertThat(entry.about()).isEqualTo("command:bundle:install");
            assertThat(entry.actor().name()).isEqualTo("account:all");
            assertThat(entry.actor().role()).isEqualTo("OPERATOR");
            assertThat(entry.actor().channel()).isEqualTo("console");
            assertThat(entry.toString()).doesNotContain("secret-argument");
        });
    }

    @Test
    void countsWhatIsBeyondTheFiftieth() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            line.append("x:y").append(i).append(';');
        }
        as(Terminal.person("all"), line + "x:y1; bundle:uninstall 5");
        assertThat(archive.written).hasSize(51).last().satisfies(entry -> {
            assertThat(entry.about()).isEqualTo("command:?");
            assertThat(entry.detail()).isEqualTo("{\"count\":11}");
        });
    }

    @Test
    void leavesAnotherForWhatIsRefused() {
        Subject subject = new Subject();
        subject.getPrincipals().add(Terminal.person("none"));
        Subject.doAs(subject, (PrivilegedAction<Void>) () -> {
            commands.afterExecute(null, "bundle:stop 1", new SecurityException("no"));
            commands.afterExecute(null, "bundle:stop 1", new IllegalStateException("failed"));
            return null;
        });
        assertThat(archive.written).extracting(entry -> entry.kind()).isEqualTo(List.of("console-command-refused"));
    }

    @Test
    void doesNotStandInTheWayWhileTheDatabaseIsAway() {
        memory.away = true;
        as(Terminal.person("all"), "log:display");
        assertThat(archive.written).isEmpty();
    }

    private void as(IdentityPrincipal who, String line) {
        Subject subject = new Subject();
        subject.getPrincipals().add(who);
        Subject.doAs(subject, (PrivilegedAction<Void>) () -> {
            commands.beforeExecute(null, line);
            return null;
        });
    }
}
