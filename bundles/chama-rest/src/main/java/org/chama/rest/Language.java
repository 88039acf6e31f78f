package org.chama.rest;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;

/** The language of an answer. */
final class Language {

    /** Longer headers are not read. */
    private static final int LONGEST = 200;

    private Language() {}

    /** The first of Chinese and English an Accept-Language header asks for; Chinese when it asks for neither or cannot be read. */
    static Locale of(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST) {
            return Locale.CHINA;
        }
        try {
            List<LanguageRange> ranges = LanguageRange.parse(acceptLanguage);
            for (LanguageRange range : ranges) {
                if (range.getRange().startsWith("zh")) {
                    return Locale.CHINA;
                }
                if (range.getRange().startsWith("en")) {
                    return Locale.ENGLISH;
                }
            }
            return Locale.CHINA;
        } catch (IllegalArgumentException e) {
            return Locale.CHINA;
        }
    }

    /** For the Content-Language header. */
    static String tag(Locale locale) {
        return locale.getLanguage().equals("en") ? "en" : "zh-CN";
    }
}
