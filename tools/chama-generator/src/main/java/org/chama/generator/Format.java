package org.chama.generator;

import java.util.EnumSet;
import java.util.Set;

/** How rows are written to a file, and which dirt it can carry without the file as a whole being unreadable. */
public enum Format {
    /** RFC 4180 with heading; newline LF. */
    CSV("csv", EnumSet.of(Dirt.QUOTED, Dirt.CHECK_DIGIT, Dirt.EMPTY, Dirt.LONG, Dirt.BAD_BYTES, Dirt.COLUMNS)),
    /** One array of objects. */
    JSON("json", EnumSet.of(Dirt.QUOTED, Dirt.CHECK_DIGIT, Dirt.EMPTY, Dirt.LONG)),
    /** One object a line. */
    JSON_LINES("jsonl", EnumSet.of(Dirt.QUOTED, Dirt.CHECK_DIGIT, Dirt.EMPTY, Dirt.LONG)),
    /** {@code records} with an element a record, named by its kind, with an element a value. */
    XML("xml", EnumSet.of(Dirt.QUOTED, Dirt.CHECK_DIGIT, Dirt.EMPTY, Dirt.LONG)),
    /** No heading; each value padded with spaces to the bytes of its column; newline LF. */
    FIXED("txt", EnumSet.of(Dirt.CHECK_DIGIT, Dirt.EMPTY, Dirt.BAD_BYTES, Dirt.COLUMNS));

    private final String extension;
    private final Set<Dirt> dirts;

    Format(String extension, Set<Dirt> dirts) {
        this.extension = extension;
        this.dirts = dirts;
    }

    public String extension() {
        return extension;
    }

    boolean carries(Dirt dirt) {
        return dirts.contains(dirt);
    }
}
