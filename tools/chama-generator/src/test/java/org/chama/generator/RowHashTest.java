package org.chama.generator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowHashTest {

    @Test
    void isFnv1aOf64Bits() {
        assertThat(RowHash.of("")).isEqualTo(0xCBF29CE484222325L);
        assertThat(RowHash.of("a")).isEqualTo(0xAF63DC4C8601EC8CL);
        assertThat(RowHash.of("foobar")).isEqualTo(0x85944171F73967E8L);
    }

    @Test
    void tellsWhereOneValueEndsAndTheNextBegins() {
        assertThat(RowHash.of("a", "b")).isEqualTo(RowHash.of("a\u001fb"));
        assertThat(RowHash.of("ab", "")).isNotEqualTo(RowHash.of("a", "b"));
        assertThat(RowHash.of("", "ab")).isNotEqualTo(RowHash.of("ab", ""));
    }

    @Test
    void takesNoValueForTheEmptyText() {
        assertThat(RowHash.of("a", null, "b")).isEqualTo(RowHash.of("a", "", "b"));
    }

    @Test
    void isTheSameForARowAndItsTexts() {
        for (Kind kind : Kind.values()) {
            Row row = new Generator(Recipe.of(kind)).make(42, new Row(kind));
            assertThat(RowHash.of(row)).isEqualTo(RowHash.of(row.values()));
        }
    }
}
