package org.chama.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.chama.api.RefusedException;
import org.junit.jupiter.api.Test;

class UnprovedBytesTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final UnprovedBytes bytes = new UnprovedBytes(200_000);

    private static InputStream body(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    @Test
    void readsABodyWhole() throws IOException {
        try (UnprovedBytes.Held held = bytes.read(new ByteArrayInputStream(new byte[] {1, 2, 3}), 3, LONG)) {
            assertThat(held.bytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void refusesMoreThanItsMemoryUntilABodyIsGivenBack() throws IOException {
        UnprovedBytes.Held held = bytes.read(body(90_000), 90_000, LONG);
        refuses(90_000, "try-again");
        held.close();
        held.close();
        bytes.read(body(90_000), 90_000, LONG).close();
        bytes.read(body(90_000), 90_000, LONG).close();
    }

    @Test
    void givesBackWhatItTookOfABodyThatIsRefusedOrBreaksOff() throws IOException {
        for (int i = 0; i < 10; i++) {
            refuses(80_000, "body-too-large");
            InputStream broken = new BreaksOff();
            assertThatThrownBy(() -> bytes.read(broken, 90_000, LONG)).isInstanceOf(IOException.class);
        }
        bytes.read(body(90_000), 90_000, LONG).close();
    }

    @Test
    void refusesABodyThatComesTooSlowly() {
        assertThatThrownBy(() -> bytes.read(body(10), 90_000, Duration.ofNanos(-1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("body-too-slow");
    }

    private void refuses(int largest, String code) {
        assertThatThrownBy(() -> bytes.read(body(90_000), largest, LONG))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(code);
    }

    private static final class BreaksOff extends InputStream {

        private int left = 80_000;

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw new IOException("gone");
            }
            return 1;
        }
    }
}
