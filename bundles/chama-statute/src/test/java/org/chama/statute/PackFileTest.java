package org.chama.statute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.ClockRule.Unit;
import org.chama.api.statute.RulePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackFileTest {

    private static final String GOOD =
            """
            id: test
            title: {zh: 测试, en: test}
            place: "530000"
            from: 2026-01-01
            clocks:
              reply:
                article: "1"
                title: {zh: 答复, en: reply}
                working_days: 10
                due_soon: [5, 8]
                extension: {working_days: 15, times: 1, by: DEPARTMENT_HEAD}
                end: replied
            numbers:
              k-open: 20
            """;

    private static RulePack read(String text) {
        return PackFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsWhatATextAsks() {
        RulePack pack = read(GOOD);
        assertThat(pack.id()).isEqualTo("test");
        assertThat(pack.title().zh()).isEqualTo("测试");
        assertThat(pack.from()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(pack.until()).isEmpty();
        assertThat(pack.sure()).as("unless it says so").isFalse();
        assertThat(pack.numbers()).containsEntry("k-open", 20L);
        ClockRule reply = pack.clocks().get("reply");
        assertThat(reply.unit()).isEqualTo(Unit.WORKING_DAYS);
        assertThat(reply.length()).isEqualTo(10);
        assertThat(reply.dueSoon()).isEqualTo(List.of(5, 8));
        assertThat(reply.extension()).hasValueSatisfying(extension -> {
            assertThat(extension.workingDays()).isEqualTo(15);
            assertThat(extension.told()).isTrue();
        });
        assertThat(reply.statutory()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: test|id: 1|id must be a text",
                "from: 2026-01-01|from: soon|from must be a date",
                "from: 2026-01-01|unknown: 1|unknown is not known",
                "from: 2026-01-01|until: 2026-01-01|from is missing",
                "clocks:|clocks: []|the rule pack",
                "working_days: 10|working_days: 0|clocks/reply/working_days must be a whole number from 1 to 1000",
                "working_days: 10|working_days: ten|clocks/reply/working_days must be",
                "working_days: 10|ends: 1|clocks/reply/ends is not known",
                "working_days: 10|years: 1|clocks/reply/due_soon",
                "due_soon: [5, 8]|due_soon: [8, 5]|clocks/reply/due_soon must rise",
                "due_soon: [5, 8]|due_soon: [5, 10]|clocks/reply/due_soon must rise",
                "due_soon: [5, 8]|years: 1|must have one of",
                "end: replied|counting: SOMEHOW|clocks/reply",
                "by: DEPARTMENT_HEAD|told: maybe|clocks/reply/extension",
                "k-open: 20|k-open: -1|numbers/k-open must be"
            })
    void refusesWhatIsWrongAndNamesThePlace(String part, String instead, String said) {
        assertThatThrownBy(() -> read(GOOD.replace(part, instead)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("wrong-rule-pack")
                .hasMessageContaining(said);
    }

    @Test
    void refusesAnEndBeforeItsBeginning() {
        assertThatThrownBy(() -> read(GOOD + "until: 2025-12-31\n")).hasMessageContaining("until is before from");
    }

    @Test
    void makesNoObjectsAndExpandsNoAliases() {
        assertThatThrownBy(() -> read("id: !!java.net.URL [\"http://localhost/\"]\n"))
                .hasMessageContaining("wrong-rule-pack");
        assertThatThrownBy(() -> read("a: &a [1]\nb: [*a, *a]\n")).hasMessageContaining("wrong-rule-pack");
        assertThatThrownBy(() -> read("id: a\nid: b\n")).hasMessageContaining("wrong-rule-pack");
        assertThatThrownBy(() -> read("[".repeat(100) + "]".repeat(100))).hasMessageContaining("wrong-rule-pack");
    }
}
