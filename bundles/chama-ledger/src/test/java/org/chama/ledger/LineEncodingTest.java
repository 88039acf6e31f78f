package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import org.chama.api.ledger.Ledger;
import org.junit.jupiter.api.Test;

class LineEncodingTest {

    @Test
    void isWhatItsDescriptionSaysByteForByte() {
        Ledger.Entry entry = new Ledger.Entry("a", "bc", "茶", "{}");
        assertThat(HexFormat.of().formatHex(LineEncoding.of(Instant.ofEpochSecond(1, 2_000), entry)))
                .isEqualTo(
                        "01" + "00000000000f4242" + "0000000161" + "000000026263" + "00000003e88cb6" + "000000027b7d");
    }

    @Test
    void differsWhenTextMovesFromOneFieldToTheNext() {
        assertThat(LineEncoding.of(Instant.EPOCH, new Ledger.Entry("ab", "c", "d", "e")))
                .isNotEqualTo(LineEncoding.of(Instant.EPOCH, new Ledger.Entry("a", "bc", "d", "e")));
    }
}
