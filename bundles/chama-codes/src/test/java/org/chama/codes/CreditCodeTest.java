package org.chama.codes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import cn.hutool.core.util.CreditCodeUtil;
import java.util.Random;
import java.util.stream.Stream;
import org.chama.codes.CreditCode.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreditCodeTest {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "91350100M000100Y43",
                "11530000000000019N",
                "125300000000000359",
                "51530000000000051X",
                "91530000MA00000A9T",
                "92532900MA00000B7R",
                "93533100MA00000C5L",
                "Y1530000000000078U",
                "115334000000000949"
            })
    void acceptsTheStandardsExampleAndTheSyntheticOrganisations(String code) {
        assertThat(CreditCode.check(code)).isEqualTo(Finding.GOOD);
        assertThat(CreditCodeUtil.isCreditCode(code)).isTrue();
        assertThat(CreditCode.organisationHolds(code.getBytes(US_ASCII), 0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "91350100M000100Y4Z, WRONG_CHARACTER",
        "11530000000000019M, WRONG_CHECK_DIGIT",
        "11530000000000O19N, WRONG_CHARACTER",
        "91530000ma00000a9t, WRONG_CHARACTER",
        "91530000MA00000A9t, WRONG_CHARACTER",
        "91530000MA00000A9, WRONG_LENGTH",
        "91530000MA00000A9TT, WRONG_LENGTH",
        "'', WRONG_LENGTH",
        "91A30000MA00000A9T, WRONG_DIVISION",
        "9153000AMA00000A9T, WRONG_DIVISION",
        "91530000MA00000B9T, WRONG_CHECK_DIGIT"
    })
    void namesTheReasonOfARefusal(String code, Finding finding) {
        assertThat(CreditCode.check(code)).isEqualTo(finding);
        assertThat(CreditCodeUtil.isCreditCode(code)).isFalse();
    }

    @Test
    void findsEveryChangedCharacter() {
        byte[] code = "91530000MA00000A9T".getBytes(US_ASCII);
        for (int i = 0; i < code.length; i++) {
            byte[] changed = code.clone();
            for (char character : ALPHABET.toCharArray()) {
                changed[i] = (byte) character;
                assertThat(CreditCode.check(changed, 0, 18).isGood()).isEqualTo(character == code[i]);
            }
        }
    }

    @Test
    void agreesWithHutoolOnRandomCodes() {
        Random random = new Random(20260101);
        int good = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder code = new StringBuilder("91530000");
            while (code.length() < 17) {
                code.append(ALPHABET.charAt(random.nextInt(31)));
            }
            for (char check : ALPHABET.toCharArray()) {
                if (CreditCode.check(code.toString() + check).isGood()) {
                    code.append(check);
                    break;
                }
            }
            assertThat(code).hasSize(18);
            if (random.nextBoolean()) {
                code.setCharAt(random.nextInt(18), ALPHABET.charAt(random.nextInt(31)));
            }
            boolean ours = CreditCode.check(code.toString()).isGood();
            assertThat(ours).isEqualTo(CreditCodeUtil.isCreditCode(code.toString()));
            good += ours ? 1 : 0;
        }
        assertThat(good).isBetween(25_000, 30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"D2143569X", "M000100Y4", "000000019"})
    void acceptsOrganisationCodes(String code) {
        assertThat(CreditCode.isOrganisationCode(code.getBytes(US_ASCII), 0, 9)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"D21435690", "M000100Y5", "00000001", "d2143569X", "0000-0019"})
    void warnsOfOrganisationCodesThatDoNotHold(String code) {
        byte[] bytes = code.getBytes(US_ASCII);
        assertThat(CreditCode.isOrganisationCode(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void keepsTheOrganisationCodeAWarningBesideAGoodCreditCode() {
        byte[] code = "91530000MA00000A0T".getBytes(US_ASCII);
        for (char check : ALPHABET.toCharArray()) {
            code[17] = (byte) check;
            if (CreditCode.check(code, 0, 18).isGood()) {
                break;
            }
        }
        assertThat(CreditCode.check(code, 0, 18)).isEqualTo(Finding.GOOD);
        assertThat(CreditCode.organisationHolds(code, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Finding.class)
    void givesEveryReasonInBothLanguages(Finding finding) {
        assertThat(finding.zh()).contains("统一社会信用代码");
        assertThat(finding.en()).contains("credit code");
        assertThat(Stream.of(Finding.values()).map(Finding::zh)).doesNotHaveDuplicates();
    }
}
