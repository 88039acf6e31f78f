package org.chama.connector.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFile;

/** Removes the {@code .done} of a file that has been taken. */
final class DoneRemoval implements Processor {

    @Override
    public void process(Exchange exchange) throws IOException {
        Object from = exchange.getProperty(Exchange.FILE_EXCHANGE_FILE);
        if (from instanceof GenericFile<?> generic && generic.getFile() instanceof File file) {
            Path taken = file.toPath();
            if (Files.notExists(taken)) {
                Files.deleteIfExists(taken.resolveSibling(taken.getFileName() + Complete.DONE));
            }
        }
    }
}
