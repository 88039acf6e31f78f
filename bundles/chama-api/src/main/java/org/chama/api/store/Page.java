package org.chama.api.store;

import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Item;

/**
 * A page of records in the table's own stable order.
 *
 * @param items the columns of the rows
 * @param next token of the next page; empty when this is the last
 */
public record Page(List<Item> items, Rows rows, Optional<String> next) {

    public Page {
        items = List.copyOf(items);
    }
}
