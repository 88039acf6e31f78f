package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {

    private final Hand clock = new Hand();

    @Test
    void aMillionStrangersNeedNoMoreMemoryThanAHundredThousand() {
        Rate rate = new Rate(1, 1, Duration.ofHours(1), clock);
        assertThat(rate.take("first")).isEmpty();
        assertThat(rate.take("first")).isPresent();
        for (int i = 0; i < 300_000; i++) {
            rate.take("n" + i);
        }
        assertThat(rate.take("first")).as("forgotten, so it begins anew").isEmpty();
        assertThat(rate.take("n299999")).as("the newest are remembered").isPresent();
    }

    @Test
    void givesTokensBackEvenly() {
        Rate rate = new Rate(30, 30, Duration.ofMinutes(15), clock);
        for (int i = 0; i < 30; i++) {
            assertThat(rate.take("a")).isEmpty();
        }
        assertThat(rate.isEmpty("a")).isTrue();
        clock.pass(Duration.ofSeconds(29));
        assertThat(rate.isEmpty("a")).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(rate.isEmpty("a")).isFalse();
    }
}
