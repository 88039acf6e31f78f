package org.chama.ledger;

import java.time.Instant;

/** The moment that lines and blocks carry. Thread-safe. */
interface Time {

    Instant now();

    /** @throws UnsoundException when there are two clocks and they do not agree */
    void compare();
}
