package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final Traffic traffic = new Traffic(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void isIdleUntilACallAndAgainFiveMinutesAfterTheLast() {
        assertThat(status().state()).isEqualTo(ConnectorState.IDLE);
        assertThat(status().since()).isEqualTo(at(0));

        now = START.plusSeconds(60);
        traffic.called();
        now = START.plusSeconds(120);
        traffic.called();
        assertThat(status().state()).isEqualTo(ConnectorState.UP);
        assertThat(status().since()).isEqualTo(at(60));

        now = START.plusSeconds(120).plus(Traffic.LATELY).plus(Duration.ofHours(1));
        assertThat(status().state()).isEqualTo(ConnectorState.IDLE);
        assertThat(status().since()).isEqualTo(at(420));
    }

    @Test
    void isDownFromTheFirstFailureToTheNextAnswer() {
        assertThat(traffic.failed(new Text("断", "down"))).isTrue();
        now = START.plusSeconds(9);
        assertThat(traffic.failed(new Text("断", "down"))).isFalse();

        assertThat(status().state()).isEqualTo(ConnectorState.DOWN);
        assertThat(status().since()).isEqualTo(at(0));
        assertThat(status().reason()).contains(new Text("断", "down"));

        assertThat(traffic.called()).isTrue();
        assertThat(traffic.called()).isFalse();
        assertThat(status().state()).isEqualTo(ConnectorState.UP);
        assertThat(status().since()).isEqualTo(at(9));
    }

    @Test
    void countsArrivalsAndDatasets() {
        traffic.arrived("b");
        traffic.arrived("a");
        traffic.arrived("b");

        assertThat(status().arrivals()).isEqualTo(3);
        assertThat(status().datasets()).containsExactly("a", "b");
        assertThat(status().lastArrival()).contains(at(0));
    }

    private ConnectorStatus status() {
        return traffic.status("soap", "bundle", "1");
    }

    private static OffsetDateTime at(long seconds) {
        return START.plusSeconds(seconds).atOffset(ZoneOffset.UTC);
    }
}
