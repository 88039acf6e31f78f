package org.chama.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresLedgerTest extends LedgerPromises {

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = new Server();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    Settings fresh(Path data) throws SQLException {
        return server.fresh();
    }
}
