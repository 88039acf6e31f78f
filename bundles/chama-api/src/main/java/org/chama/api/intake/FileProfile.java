package org.chama.api.intake;

import java.util.Objects;

/**
 * How a file is read; pinned by its arrival, so that a retry after a crash reads the same records.
 *
 * @param format AUTO decides by the first bytes
 * @param charset AUTO decides: a BOM, else UTF-8 if the first 64 KiB are valid UTF-8, else GB18030
 * @param delimiter of CSV: comma, semicolon or tab; {@code 0} decides by the heading
 * @param recordElement of XML: local name of the element that is a record; empty for every child of the root
 */
public record FileProfile(Format format, Charset charset, char delimiter, String recordElement) {

    public static final FileProfile AUTO = new FileProfile(Format.AUTO, Charset.AUTO, '\0', "");

    /** File formats of a drop. */
    public enum Format {
        AUTO,
        /** RFC 4180 with a heading of item names or titles. */
        CSV,
        /** One array of objects. */
        JSON,
        /** One object a line. */
        JSON_LINES,
        XML
    }

    /** Character sets legacy systems write. */
    public enum Charset {
        AUTO,
        UTF_8,
        GB18030
    }

    public FileProfile {
        Objects.requireNonNull(format);
        Objects.requireNonNull(charset);
        Objects.requireNonNull(recordElement);
    }

    /** One line that {@link #parse} reads back. */
    public String text() {
        return format + "|" + charset + "|" + (int) delimiter + "|" + recordElement;
    }

    /** @throws IllegalArgumentException when the text is not of {@link #text()} */
    public static FileProfile parse(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not a file profile: " + text);
        }
        return new FileProfile(
                Format.valueOf(parts[0]), Charset.valueOf(parts[1]), (char) Integer.parseInt(parts[2]), parts[3]);
    }
}
