package org.chama.generator;

import java.util.Objects;

/**
 * All a row depends on beside its index.
 *
 * @param dirty share of rows with {@link Dirt}, 0 to 1
 * @param duplicates share of rows that repeat one of the thousand before, byte for byte, 0 to 0.5
 */
public record Recipe(Kind kind, long seed, Format format, Encoding encoding, double dirty, double duplicates) {

    /** The seed of published figures. */
    public static final long SEED = 20260101;

    public Recipe {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(format);
        Objects.requireNonNull(encoding);
        if (!(dirty >= 0 && dirty <= 1)) {
            throw new IllegalArgumentException("the dirty share must be between 0 and 1: " + dirty);
        }
        if (!(duplicates >= 0 && duplicates <= 0.5)) {
            throw new IllegalArgumentException("the share of duplicates must be between 0 and 0.5: " + duplicates);
        }
    }

    /** Clean CSV in UTF-8 of the usual seed. */
    public static Recipe of(Kind kind) {
        return new Recipe(kind, SEED, Format.CSV, Encoding.UTF_8, 0, 0);
    }

    public Recipe withSeed(long newSeed) {
        return new Recipe(kind, newSeed, format, encoding, dirty, duplicates);
    }

    public Recipe withFormat(Format newFormat) {
        return new Recipe(kind, seed, newFormat, encoding, dirty, duplicates);
    }

    public Recipe withEncoding(Encoding newEncoding) {
        return new Recipe(kind, seed, format, newEncoding, dirty, duplicates);
    }

    public Recipe withDirty(double share) {
        return new Recipe(kind, seed, format, encoding, share, duplicates);
    }

    public Recipe withDuplicates(double share) {
        return new Recipe(kind, seed, format, encoding, dirty, share);
    }
}
