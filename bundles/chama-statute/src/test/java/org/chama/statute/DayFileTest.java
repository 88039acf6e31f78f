package org.chama.statute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.chama.api.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayFileTest {

    private static final String HEADING = "day,kind,occasion,document,source\n";

    private static DayFile read(String text) {
        return DayFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsDaysAndRemarks() {
        Layer layer = read("# a remark\n" + HEADING + "2026-01-04,WORK,元旦,,unsourced\n2026-01-01,REST,元旦,,unsourced\n")
                .national();
        assertThat(layer.says(LocalDate.of(2026, 1, 4))).contains(true);
        assertThat(layer.says(LocalDate.of(2026, 1, 1))).contains(false);
        assertThat(layer.says(LocalDate.of(2026, 1, 2))).isEmpty();
        assertThat(layer.knows(2026)).isTrue();
        assertThat(layer.knows(2027)).isFalse();
    }

    @Test
    void changesItsNameWithADayButNotWithARemark() {
        String one = read(HEADING + "2026-01-01,REST,元旦,,x\n").digest();
        assertThat(read("# more\n" + HEADING + "2026-01-01,REST,元旦,,x\n").digest())
                .isEqualTo(one);
        assertThat(read(HEADING + "2026-01-02,REST,元旦,,x\n").digest()).isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-01,REST,元旦,,x;2026-01-01,WORK,元旦,,x | line 3",
                "2026-01-01,REST,元旦,,x;2026-01-01,REST,元旦,,x | line 3",
                "2026-02-30,REST,元旦,,x | line 2",
                "2026-01-01,HOLIDAY,元旦,,x | line 2",
                "2026-01-01,REST | line 2"
            })
    void refusesADayThatIsBothAndALineThatIsNone(String lines, String place) {
        assertThatThrownBy(() -> read(HEADING + lines.replace(';', '\n') + "\n"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(place);
    }

    @Test
    void refusesAnotherHeadingAndADivisionThatIsNone() {
        assertThatThrownBy(() -> read("date,kind\n")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> read("division," + HEADING + "5329,2024-01-01,REST,x,,x\n"))
                .hasMessageContaining("six digits");
    }
}
