package org.chama.codes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuhnTest {

    @ParameterizedTest
    @ValueSource(strings = {"6222020000000000000", "6217000000000000004"})
    void acceptsTheSyntheticCards(String card) {
        assertThat(holds(card)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6222020000000000001",
                "6217000000000000000",
                "62170000000",
                "62170000000000000040",
                "621700000000000000X",
                "6217 00000000000004",
                "0000000000000000",
                ""
            })
    void refusesWhatIsNoCard(String card) {
        assertThat(holds(card)).isFalse();
    }

    @Test
    void findsEveryChangedDigit() {
        String card = "6217000000000000004";
        for (int i = 0; i < card.length(); i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                String changed = card.substring(0, i) + digit + card.substring(i + 1);
                assertThat(holds(changed)).isEqualTo(digit == card.charAt(i));
            }
        }
    }

    @Test
    void givesEveryNumberExactlyOneCheckDigit() {
        Random random = new Random(20260101);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder body = new StringBuilder("62");
            int length = 11 + random.nextInt(8);
            while (body.length() < length) {
                body.append(random.nextInt(10));
            }
            long good = "0123456789"
                    .chars()
                    .filter(check -> holds(body.toString() + (char) check))
                    .count();
            assertThat(good).isEqualTo(1);
        }
    }

    private static boolean holds(String card) {
        byte[] bytes = card.getBytes(US_ASCII);
        return Luhn.holds(bytes, 0, bytes.length);
    }
}
