package org.chama.codes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.chama.codes.Division.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DivisionTest {

    @ParameterizedTest
    @CsvSource({
        "530000, PROVINCE",
        "530100, PREFECTURE",
        "533400, PREFECTURE",
        "530102, COUNTY",
        "530422, COUNTY",
        "530481, COUNTY",
        "532301, COUNTY",
        "532901, COUNTY",
        "533423, COUNTY",
        "530101, NONE",
        "530001, NONE",
        "530099, NONE",
        "110000, NONE",
        "350100, NONE",
        "000000, NONE",
        "53000, NONE",
        "5300000, NONE",
        "53O000, NONE",
        "'', NONE",
        "云南, NONE"
    })
    void tellsTheLevelByTrailingZeros(String code, Level level) {
        byte[] bytes = code.getBytes(UTF_8);
        assertThat(Division.level(bytes, 0, bytes.length)).isEqualTo(level);
    }
}
