package org.chama.generator;

/** Character sets legacy systems write. */
public enum Encoding {
    UTF_8("UTF-8"),
    UTF_8_BOM("UTF-8"),
    GB18030("GB18030");

    private final String label;

    Encoding(String label) {
        this.label = label;
    }

    /** As an XML declaration names it. */
    public String label() {
        return label;
    }
}
