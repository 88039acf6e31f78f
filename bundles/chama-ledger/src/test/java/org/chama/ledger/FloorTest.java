package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FloorTest {

    @Test
    void leavesOutOnlyWhatWasSealedAWhileAgoAndNowAndThenNothing() {
        Floor floor = new Floor();
        long start = System.nanoTime();
        assertThat(floor.after(start)).isEqualTo(Long.MIN_VALUE);
        floor.sealed(10);
        assertThat(floor.after(at(start, 1))).as("just sealed").isEqualTo(Long.MIN_VALUE);
        assertThat(floor.after(at(start, 3))).isEqualTo(Long.MIN_VALUE);
        floor.sealed(20);
        assertThat(floor.after(at(start, 5))).isEqualTo(Long.MIN_VALUE);
        assertThat(floor.after(at(start, 6))).as("a whole look").isEqualTo(Long.MIN_VALUE);
        assertThat(floor.after(at(start, 7))).isEqualTo(10);
        assertThat(floor.after(at(start, 9))).as("a whole look").isEqualTo(Long.MIN_VALUE);
        assertThat(floor.after(at(start, 10))).isEqualTo(20);
    }

    private static long at(long start, int seconds) {
        return start + TimeUnit.SECONDS.toNanos(seconds);
    }
}
