package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.junit.jupiter.api.Test;

class Sm3Test {

    @Test
    void givesTheDigestsOfTheStandard() {
        assertThat(hex("abc")).isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assertThat(hex("abcd".repeat(16)))
                .isEqualTo("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
        assertThat(hex("")).isEqualTo("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
        assertThat(hex("云南省")).isEqualTo("78925bcd0e45b76df05d0e7dede3eb8a3386081525e180c5e24a095c5ec97a05");
    }

    @Test
    void agreesWithAnotherImplementationAtEveryLength() {
        Random random = new Random(3);
        for (int length = 0; length < 400; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            SM3Digest other = new SM3Digest();
            other.update(data, 0, length);
            byte[] expected = new byte[Sm3.BYTES];
            other.doFinal(expected, 0);
            assertThat(Sm3.of(data)).as("length " + length).isEqualTo(expected);
        }
    }

    @Test
    void readsAStreamAsOneMessage() throws IOException {
        for (int length : new int[] {0, 1, 64, 65_535, 65_536, 65_537, 200_000}) {
            byte[] data = new byte[length];
            new Random(length).nextBytes(data);
            assertThat(Sm3.of(new ByteArrayInputStream(data))).isEqualTo(Sm3.of(data));
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(Sm3.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
