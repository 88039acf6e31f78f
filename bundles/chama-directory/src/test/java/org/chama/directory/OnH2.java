package org.chama.directory;

import java.nio.file.Path;
import java.util.Map;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fresh directory over H2 for each test. */
abstract class OnH2 {

    @TempDir
    Path folder;

    NodeDatabase database;
    TestNode node;

    @BeforeEach
    final void start() {
        database = new NodeDatabase(Settings.h2(folder));
        node = new TestNode(database, folder.resolve("data"), new Hand(), new SmallCrypto(), settings());
    }

    Map<String, Object> settings() {
        return Map.of();
    }

    @AfterEach
    final void stop() {
        node.close();
        database.close();
    }
}
