package org.chama.notices;

import java.io.IOException;
import java.sql.SQLException;
import org.chama.database.NodeDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresAlarmsTest extends AlarmPromises {

    private static Postgresql server;
    private static NodeDatabase database;

    @BeforeAll
    static void open() throws IOException, SQLException {
        server = new Postgresql();
        database = new NodeDatabase(server.settings());
    }

    @AfterAll
    static void close() throws IOException {
        database.close();
        server.close();
    }

    @Override
    NodeDatabase database() {
        return database;
    }
}
