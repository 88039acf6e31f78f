package org.chama.itests.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

/** What lies in the queues of a broker that does not run: a copy of its journal is loaded by a broker nobody can reach. */
final class Journal {

    private static final int BUFFER = 12 * 1024 * 1024;

    private Journal() {}

    /** The sequences of one arrival's batches that are committed to an intake queue and not acknowledged. */
    static BitSet queued(Path folder, String queue, long arrival) throws IOException {
        Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target", "journals")), "copy");
        try {
            copy(folder, copy);
            EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
            broker.setConfiguration(configuration(copy.resolve("broker").toAbsolutePath()));
            broker.start();
            try {
                return sequences(broker.getActiveMQServer().locateQueue(queue), arrival + ":");
            } finally {
                broker.stop();
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the journal in " + folder + " cannot be read", e);
        } finally {
            NodeProcess.delete(copy);
        }
    }

    private static BitSet sequences(Queue queue, String arrival) {
        BitSet found = new BitSet();
        try (LinkedListIterator<MessageReference> messages = queue.browserIterator()) {
            while (messages.hasNext()) {
                String batch = messages.next().getMessage().getStringProperty("chama_batch");
                if (batch.startsWith(arrival)) {
                    found.set(Integer.parseInt(batch.substring(arrival.length())));
                }
            }
        }
        return found;
    }

    private static void copy(Path folder, Path into) throws IOException {
        Group.run("cp", "-r", "--sparse=always", folder.toString(), into.toString());
    }

    private static ConfigurationImpl configuration(Path folder) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalBufferSize_NIO(BUFFER);
        configuration.setJournalFileSize(4 * BUFFER);
        return configuration;
    }
}
