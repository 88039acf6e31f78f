package org.chama.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static String name(Method setting) {
        return setting.getName().replace('_', '.');
    }

    @Test
    void namesEverySettingWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Method setting : FileDrop.Settings.class.getDeclaredMethods()) {
            Object value = setting.getDefaultValue();
            assertThat(readme)
                    .contains("| `" + name(setting) + "` | " + (value == null ? "" : "`" + value + "` ") + "|");
        }
    }

    @Test
    void showsAConfigurationOfSettingsThatExist() throws IOException {
        Properties shown = new Properties();
        shown.load(new StringReader(Files.readString(Path.of("README.md")).split("```")[1]));
        Set<String> known = Stream.of(FileDrop.Settings.class.getDeclaredMethods())
                .map(ReadmeTest::name)
                .collect(Collectors.toSet());

        assertThat(shown.stringPropertyNames()).isNotEmpty().isSubsetOf(known).contains("department", "dataset");
    }
}
