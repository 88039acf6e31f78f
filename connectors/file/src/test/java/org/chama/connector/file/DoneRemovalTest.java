package org.chama.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoneRemovalTest {

    @TempDir
    Path folder;

    private void remove(Path file) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            GenericFile<File> generic = new GenericFile<>();
            generic.setFile(file.toFile());
            exchange.setProperty(Exchange.FILE_EXCHANGE_FILE, generic);
            new DoneRemoval().process(exchange);
        }
    }

    @Test
    void removesTheDoneFileOfAFileThatWasTaken() throws Exception {
        Path file = folder.resolve("a.csv");
        Path mark = Files.createFile(folder.resolve("a.csv.done"));

        remove(file);

        assertThat(mark).doesNotExist();
    }

    @Test
    void leavesTheDoneFileOfAFileThatIsStillThere() throws Exception {
        Path file = Files.createFile(folder.resolve("a.csv"));
        Path mark = Files.createFile(folder.resolve("a.csv.done"));

        remove(file);

        assertThat(mark).exists();
    }

    @Test
    void needsNoDoneFile() throws Exception {
        remove(folder.resolve("a.csv"));

        assertThat(folder.toFile().list()).isEmpty();
    }
}
