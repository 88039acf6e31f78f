package org.chama.itests.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** The H2 file of a node that does not run. A copy is opened: what a crash left in the file stays as it is for the node. */
public final class H2Base implements Base {

    private final Path data;

    public H2Base(NodeProcess node) {
        this.data = node.home().resolve("data");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("silence.seconds", "5");
    }

    @Override
    public boolean isShared() {
        return false;
    }

    /** A commit is seen by others as soon as it is in memory; a transaction takes up to 8 batches. */
    @Override
    public int unconfirmed() {
        return 8;
    }

    @Override
    public <T> T read(Reading<T> reading) throws IOException, SQLException {
        String password =
                Files.readString(data.resolve("secrets/database-chama")).strip();
        Path copy = data.resolve("copy");
        Group.run("cp", "-r", "--reflink=auto", data.resolve("database").toString(), copy.toString());
        String url = "jdbc:h2:file:" + copy.resolve("chama") + ";DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "chama", password)) {
            return reading.from(connection);
        } finally {
            NodeProcess.delete(copy);
        }
    }
}
