package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void theExampleAnswersAsTheReadmeSays() throws IOException {
        String[] blocks = Files.readString(Path.of("README.md")).split("```xml\n|```\n");
        try (TestDoor door = new TestDoor()) {
            assertThat(door.post(blocks[1]).body()).isEqualTo(blocks[5].strip());
        }
    }
}
