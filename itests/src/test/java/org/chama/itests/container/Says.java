package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** What must hold of everything the node says about input it refuses. */
final class Says {

    private static final Pattern HANZI = Pattern.compile("\\p{IsHan}{2,}");
    private static final Pattern WORDS = Pattern.compile("[a-z]{3,}.*[a-z]{3,}");

    /** Citizen IDs, mobile numbers and names as the samples have them, and the word that marks their notes. */
    private static final Pattern VALUE =
            Pattern.compile("5300\\d\\d1900\\d{7}[\\dXx]|(?<!\\d)1[3-9]\\d0{8}(?!\\d)|哨|SENTINEL|secret-note");

    private Says() {}

    /** A whole file or the rest of it: a code, both languages, no value. */
    static void whole(Drop.Refusal refusal, String code) {
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
        text(refusal.zh(), refusal.en());
    }

    /** The one record that was not taken: a code, the line in both texts and as a number, the item, no value. */
    static void record(List<Drop.Refusal> refusals, String code, long line, String item) {
        assertThat(refusals).as(code).hasSize(1);
        record(refusals.get(0), code, line, item);
    }

    static void record(Drop.Refusal refusal, String code, long line, String item) {
        assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
        assertThat(refusal.line()).as(refusal.toString()).isEqualTo(line);
        assertThat(refusal.item()).as(refusal.toString()).isEqualTo(item);
        text(refusal.zh(), refusal.en());
    }

    /** The same sentence in Chinese and English. */
    static void text(String zh, String en) {
        assertThat(zh).containsPattern(HANZI);
        assertThat(en).containsPattern(WORDS);
        nothingOfAValue(zh + en);
    }

    static void nothingOfAValue(String text) {
        assertThat(VALUE.matcher(text).results().map(found -> found.group()).limit(5))
                .as("personal values in what the node says")
                .isEmpty();
    }
}
