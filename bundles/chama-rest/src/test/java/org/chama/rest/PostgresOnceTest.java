package org.chama.rest;

import org.chama.database.NodeDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class PostgresOnceTest extends OnceTest {

    private static Postgresql server;

    @BeforeAll
    static void start() throws Exception {
        server = new Postgresql();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    NodeDatabase database() {
        return new NodeDatabase(server.settings());
    }

    @Override
    @AfterEach
    void close() {
        try (NodeDatabase database = database()) {
            database.migrate("rest", Once.class.getClassLoader());
            database.write(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.executeUpdate("delete from chama.rest_answer");
                }
            });
        }
        super.close();
    }
}
