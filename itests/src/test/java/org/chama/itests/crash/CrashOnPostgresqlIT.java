package org.chama.itests.crash;

import java.io.IOException;
import java.sql.SQLException;
import org.chama.itests.node.Postgresql;
import org.chama.itests.node.Sent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One node and a file for each crash: after each the rest of the way is undisturbed, and all is compared. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CrashOnPostgresqlIT {

    private static Crashing node;

    @BeforeAll
    static void open() throws IOException, SQLException {
        node = new Crashing("crash-on-postgresql", Postgresql::start);
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void losesNothingAndDoublesNothingWhenKilled(Window window) throws IOException, SQLException {
        Sent sent = node.file();
        node.isKilledIn(window, sent);
        node.goesOn(sent);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Order(2)
    void losesNothingAndDoublesNothingWhenKilledWhileBatchesAreInFlight(long seed) throws IOException, SQLException {
        Sent sent = node.file();
        node.isKilledAtRandom(seed, 20, sent);
        node.goesOn(sent);
    }

    @Test
    @Order(3)
    void holdsWhatWasSentAndNothingElseAtTheEnd() throws IOException, SQLException {
        node.holdsWhatWasSentAndNothingElse();
    }
}
