package org.chama.itests.crash;

import java.io.IOException;
import java.sql.SQLException;
import org.chama.itests.node.H2Base;
import org.chama.itests.node.Sent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One file meets all the windows, so that the node dies again and again while it recovers; then two files are killed twice at random. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CrashOnH2IT {

    private static Crashing node;

    @BeforeAll
    static void open() throws IOException, SQLException {
        node = new Crashing("crash-on-h2", H2Base::new);
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    @Test
    @Order(1)
    void losesNothingAndDoublesNothingWhenOneFileIsKilledInEveryWindow() throws IOException, SQLException {
        Sent sent = node.file();
        for (Window window : Window.values()) {
            if (window.ordinal() == 0) {
                node.isKilledIn(window, sent);
            } else {
                node.isKilledAgainIn(window, sent);
            }
        }
        node.goesOn(sent);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "3, 4"})
    @Order(2)
    void losesNothingAndDoublesNothingWhenKilledTwiceWhileBatchesAreInFlight(long seed, long then)
            throws IOException, SQLException {
        Sent sent = node.file();
        node.isKilledAtRandom(seed, 8, sent);
        node.isKilledAgainAtRandom(then, 8, sent);
        node.goesOn(sent);
    }

    @Test
    @Order(3)
    void holdsWhatWasSentAndNothingElseAtTheEnd() throws IOException, SQLException {
        node.holdsWhatWasSentAndNothingElse();
    }
}
