package org.chama.notices;

import java.nio.file.Path;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class H2AlarmsTest extends AlarmPromises {

    private static NodeDatabase database;

    @BeforeAll
    static void open(@TempDir Path folder) {
        database = new NodeDatabase(Settings.h2(folder));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    NodeDatabase database() {
        return database;
    }
}
