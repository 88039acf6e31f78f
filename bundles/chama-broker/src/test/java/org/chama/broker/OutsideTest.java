package org.chama.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://10.0.0.1:61616",
                "tcp://broker.example:61616",
                "(tcp://127.0.0.1:61616,tcp://10.0.0.1:61616)",
                "tcp://0.0.0.0:61616",
                "tcp://10.0.0.1:61616?sslEnabled=false",
                "tcp://10.0.0.1:61616?sslEnabled=true&trustAll=true",
                "tcp://10.0.0.1:61616?sslEnabled=true&verifyHost=false",
                "udp://231.7.7.7:9876",
                "nonsense"
            })
    void refusesAHostThatIsNotThisMachineWithoutTls(String url) {
        assertThatThrownBy(() -> Outside.requireSafe(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("external.url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://127.0.0.1:61616",
                "tcp://localhost:61616",
                "vm://1",
                "(tcp://10.0.0.1:61616,tcp://10.0.0.2:61616)?sslEnabled=true&trustStorePath=a&trustStorePassword=b",
                "tcp://broker.example:61616?sslEnabled=true"
            })
    void takesThisMachineAndTls(String url) {
        assertThatCode(() -> Outside.requireSafe(url)).doesNotThrowAnyException();
    }
}
