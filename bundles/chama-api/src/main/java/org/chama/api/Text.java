package org.chama.api;

import java.util.Locale;
import java.util.Objects;

/** A sentence for people in both languages of the product; Chinese first. */
public record Text(String zh, String en) {

    public Text {
        Objects.requireNonNull(zh);
        Objects.requireNonNull(en);
    }

    /** The sentence for a reader's language: English when they ask for English, Chinese otherwise. */
    public String in(Locale locale) {
        return "en".equals(locale.getLanguage()) ? en : zh;
    }
}
