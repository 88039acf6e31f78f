package org.chama.api.dataset;

import java.util.Objects;
import java.util.Optional;

/**
 * One field (信息项) of a dataset.
 *
 * @param number permanent within the dataset, from 1; names the column ({@code i<number>}); a name is only a label
 * @param name what files, JSON and SOAP call it: {@code [a-z][a-z0-9_]{0,62}}
 * @param title the Chinese name; files may use it as a heading too
 * @param length characters of a CHARACTER, precision of a NUMERIC; 0 for no limit
 * @param scale digits after the point of a NUMERIC or CURRENCY
 * @param required an empty value is a finding of the content check
 * @param mask how it is hidden in the open zone; empty for as it is
 * @param encrypted its values are encrypted at rest in the share zone; who may read the record reads them as they are
 */
public record Item(
        int number,
        String name,
        String title,
        ItemType type,
        int length,
        int scale,
        boolean required,
        Optional<MaskRule> mask,
        boolean encrypted) {

    public Item {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(type);
        Objects.requireNonNull(mask);
    }

    /** The column of this item in both zones; of an encrypted one the columns of the share zone begin with it. */
    public String column() {
        return "i" + number;
    }
}
