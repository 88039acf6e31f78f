package org.chama.store;

import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;

/** A column of a dataset's table. In the open zone a masked item is text, whatever its type. */
record Column(Item item, ItemType type, int length, int scale) {

    static Column share(Item item) {
        return new Column(item, item.type(), item.length(), item.scale());
    }

    static Column open(Item item) {
        return item.mask().isPresent() ? new Column(item, ItemType.MEMO, 0, 0) : share(item);
    }

    String name() {
        return item.column();
    }

    boolean text() {
        return type == ItemType.CHARACTER || type == ItemType.MEMO;
    }
}
