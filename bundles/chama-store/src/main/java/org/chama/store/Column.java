package org.chama.store;

import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;

/**
 * An item in a dataset's table. In the open zone a masked item is text, whatever its type, and none is encrypted.
 *
 * @param indexed whether it is looked for by its value, so that it has a blind index when it is encrypted
 */
record Column(Item item, ItemType type, int length, int scale, Form form, boolean indexed) {

    static Column share(Item item, Form form, boolean indexed) {
        return new Column(item, item.type(), item.length(), item.scale(), form, indexed);
    }

    static Column open(Item item) {
        return item.mask().isPresent()
                ? new Column(item, ItemType.MEMO, 0, 0, Form.PLAIN, false)
                : share(item, Form.PLAIN, false);
    }

    /** The column of plain values. */
    String name() {
        return item.column();
    }

    /** The column of ciphertexts. */
    String cipher() {
        return item.column() + "_c";
    }

    /** The column of the blind index. */
    String blind() {
        return item.column() + "_x";
    }

    boolean hasBlind() {
        return indexed && form.hasBlind();
    }

    boolean byBlind() {
        return indexed && form.byBlind();
    }

    /** The column that stands for the item in keys and conditions. */
    String sought() {
        return byBlind() ? blind() : name();
    }

    boolean text() {
        return type == ItemType.CHARACTER || type == ItemType.MEMO;
    }
}
