package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void theExamplesAnswerAsTheReadmeSays() throws IOException {
        List<String> examples = blocks("xml");
        try (TestDoor door = new TestDoor()) {
            String call = examples.get(0);
            assertThat(door.post(call).body()).isEqualTo(examples.get(1).strip());

            String token = examples.get(3).replace("SECRET", "secret of vehicles");
            assertThat(door.bare(call.replace("<s:Body>", token + "<s:Body>")).body())
                    .isEqualTo(examples.get(1).strip().replace("<repeat>false", "<repeat>true"));
        }
    }

    @Test
    void theClientInJavaIsTheOneThatIsTested() throws IOException {
        String tested = Files.readString(Path.of("src/test/java/org/chama/connector/soap/CxfClientTest.java"));
        assertThat(blocks("java").get(0).lines()).allMatch(tested::contains);
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
