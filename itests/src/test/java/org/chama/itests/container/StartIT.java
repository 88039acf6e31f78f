package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@InContainer
class StartIT {

    private final Node node;

    StartIT(Node node) {
        this.node = node;
    }

    @Test
    void isReadyWithinAMinuteOfUnpacking() {
        assertThat(node.readyAfter()).isLessThan(Duration.ofMinutes(1));
    }
}
