package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkTest {

    @Test
    void takesNumericAddressesApartAndNeverAsksANameServer() {
        assertThat(Network.of("192.0.2.77")).isEqualTo("192.0.2.0/24");
        assertThat(Network.of("2001:db8:1234:5678::1")).isEqualTo("2001:db8:1234::/48");
        assertThat(Network.of("::ffff:192.0.2.77")).isEqualTo("192.0.2.0/24");
        assertThat(Network.of("")).isEqualTo("local");
        assertThat(Network.of("example.org")).isEqualTo("unknown");
        assertThat(Network.of("dead")).isEqualTo("unknown");
        assertThat(Network.of("1")).isEqualTo("unknown");
        assertThat(Network.of("999.1.1.1")).isEqualTo("unknown");
        assertThat(Network.of("1.1.1.256")).isEqualTo("unknown");
        assertThat(Network.of(".1.1.1")).isEqualTo("unknown");
        assertThat(Network.of("1.1.1.")).isEqualTo("unknown");
        assertThat(Network.of(".:.")).isEqualTo("unknown");
        assertThat(Network.of("x:y")).isEqualTo("unknown");
        assertThat(Network.of("fe80::1%eth0")).isEqualTo("fe80:0:0::/48");
        assertThat(Network.of("a".repeat(100_000))).isEqualTo("unknown");
    }
}
