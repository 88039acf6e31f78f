package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sm2Test {

    private static final byte[] MESSAGE = "message digest".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] X = hex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020");
    private static final byte[] Y = hex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
    private static final byte[] SIGNATURE =
            hex("3046022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
                    + "022100B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");

    @Test
    void acceptsTheSignatureOfTheStandard() {
        assertThat(new Sm2(X, Y).good(MESSAGE, SIGNATURE)).isTrue();
    }

    @Test
    void acceptsWhatAnotherImplementationSignsAndNothingElse() {
        PublicKeys keys = new PublicKeys();
        TestKey key = new TestKey(11);
        keys.add(key.pem());
        TestKey other = new TestKey(12);
        for (int i = 0; i < 40; i++) {
            byte[] message = ("header " + i).getBytes(StandardCharsets.US_ASCII);
            assertThat(keys.good("ledger/1", "SM2-SM3", message, key.sign(message)))
                    .isTrue();
            assertThat(keys.good("ledger/1", "SM2-SM3", message, other.sign(message)))
                    .isFalse();
        }
    }

    @Test
    void refusesASignatureWithAnyBitFlippedAndAnyOtherLength() {
        Sm2 key = new Sm2(X, Y);
        for (int bit = 0; bit < SIGNATURE.length * 8; bit++) {
            byte[] flipped = SIGNATURE.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(key.good(MESSAGE, flipped)).as("bit " + bit).isFalse();
        }
        for (int length = 0; length <= SIGNATURE.length + 2; length++) {
            if (length != SIGNATURE.length) {
                assertThat(key.good(MESSAGE, Arrays.copyOf(SIGNATURE, length))).isFalse();
            }
        }
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() {
        byte[] y = Y.clone();
        y[31] ^= 1;
        assertThatThrownBy(() -> new Sm2(X, y)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
