package org.chama.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.chama.generator.Expected;
import org.chama.generator.Generator;
import org.chama.generator.Kind;
import org.chama.generator.Outcome;
import org.chama.generator.Recipe;
import org.chama.generator.Row;
import org.junit.jupiter.api.Test;

class OracleTest {

    private static final int ROWS = 500;
    private static final Recipe RECIPE = Workload.recipe(0.1, 0.05);

    private final List<String[]> rows = stored();
    private final Expected expected = Expected.of(RECIPE, 0, ROWS);
    private final Expected masked = Expected.of(RECIPE, 0, ROWS, ReferenceMasks::person);

    @Test
    void passesWhatIsComplete() {
        assertThatCode(() -> share(rows)).doesNotThrowAnyException();
        assertThatCode(() -> open(rows.stream().map(ReferenceMasks::person).toList()))
                .doesNotThrowAnyException();
    }

    @Test
    void failsForAMissingRow() {
        rows.remove(7);
        assertThatThrownBy(() -> share(rows)).isInstanceOf(FailedRunException.class);
    }

    @Test
    void failsForARowThatIsThereTwiceInsteadOfAnother() {
        rows.set(7, rows.get(400));
        assertThatThrownBy(() -> share(rows)).isInstanceOf(FailedRunException.class);
    }

    @Test
    void failsForAChangedValue() {
        rows.get(7)[10] = "1";
        assertThatThrownBy(() -> share(rows)).isInstanceOf(FailedRunException.class);
    }

    @Test
    void failsForAnUnmaskedValueAndDoesNotRepeatIt() {
        List<String[]> copy =
                new ArrayList<>(rows.stream().map(ReferenceMasks::person).toList());
        copy.get(7)[1] = rows.get(7)[1];
        assertThatThrownBy(() -> open(copy))
                .isInstanceOf(FailedRunException.class)
                .hasMessageContaining("1 unmasked")
                .hasMessageNotContaining(rows.get(7)[1]);
    }

    private void share(List<String[]> found) {
        Oracle oracle = new Oracle(false);
        found.forEach(oracle::add);
        oracle.check("share", expected);
    }

    private void open(List<String[]> found) {
        Oracle oracle = new Oracle(true);
        found.forEach(oracle::add);
        oracle.check("open", masked);
    }

    private static List<String[]> stored() {
        List<String[]> stored = new ArrayList<>();
        Generator generator = new Generator(RECIPE);
        Row row = new Row(Kind.PERSON);
        for (int i = 0; i < ROWS; i++) {
            if (generator.make(i, row).dirt().outcome() == Outcome.STORED) {
                stored.add(row.values());
            }
        }
        return stored;
    }
}
